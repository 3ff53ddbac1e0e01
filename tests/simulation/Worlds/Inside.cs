using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>Everything that is inside something, private parts too, as a text: for comparing what the state's hash leaves out.</summary>
internal static class Inside
{
    private const BindingFlags Parts = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>What is inside, plans aside, in an order that does not depend on how it came there.</summary>
    internal static string Of(object? thing)
    {
        var text = new StringBuilder();
        Write(text, thing);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? thing)
    {
        switch (thing)
        {
            case null:
                text.Append('-');
                break;
            case Instant instant:
                text.Append(instant.ToUnixTimeTicks());
                break;
            case string or bool or Enum or IFormattable:
                text.Append(CultureInfo.InvariantCulture, $"{thing}");
                break;
            case ITuple tuple:
                WriteAll(text, Enumerable.Range(0, tuple.Length).Select(place => Of(tuple[place])));
                break;
            case IEnumerable many:
                IEnumerable<string> all = many.Cast<object?>().Select(Of);
                WriteAll(text, IsOrdered(many) ? all : all.Order(StringComparer.Ordinal));
                break;
            default:
                WriteParts(text, thing);
                break;
        }
    }

    private static bool IsOrdered(IEnumerable many) =>
        many is IList
        || many.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Queue<>);

    private static void WriteAll(StringBuilder text, IEnumerable<string> all) =>
        text.Append('[').AppendJoin(' ', all).Append(']');

    private static void WriteParts(StringBuilder text, object thing)
    {
        Type type = thing.GetType();
        if (type.Namespace == typeof(Core.Procedures.Procedure).Namespace)
        {
            return;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PriorityQueue<,>))
        {
            Write(text, type.GetProperty(nameof(PriorityQueue<,>.UnorderedItems))!.GetValue(thing));
            return;
        }

        text.Append('{');
        foreach (FieldInfo part in type.GetFields(Parts))
        {
            text.Append(CultureInfo.InvariantCulture, $" {part.Name}=");
            Write(text, part.GetValue(thing));
        }

        text.Append('}');
    }
}
