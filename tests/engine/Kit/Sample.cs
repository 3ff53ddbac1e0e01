using System.Reflection;
using Lull.Core.Actions;
using Lull.Core.Common;

namespace Lull.Engine.Tests.Kit;

/// <summary>Makes values of the core's records with every part filled in, so that a part that is not written is noticed.</summary>
/// <param name="next">Numbers from 0 up to a limit; constant for golden files, luck for properties.</param>
internal sealed class Sample(Func<int, int> next)
{
    private static readonly string[] Texts =
    [
        "plain",
        "",
        "shop-web[1-5]",
        "\"quoted\" \\ <b>",
        "naïve ünïcode ☃ 𝄞",
        "a\nb\t\u0001",
    ];

    public static Sample Fixed() => new(_ => 0);

    public static Sample Lucky(int seed)
    {
        var luck = new Random(seed);
        return new(luck.Next);
    }

    public object Of(Type type, string name = "", int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Of(inner, name, depth);
        }

        if (type == typeof(string))
        {
            int chosen = next(Texts.Length);
            return chosen == 0 ? $"the {name.ToLowerInvariant()}" : Texts[chosen];
        }

        if (type == typeof(int) || type == typeof(long))
        {
            int number = 7 + next(1_000);
            return type == typeof(int) ? number : (object)(long)number;
        }

        if (type == typeof(bool))
        {
            return next(2) == 0;
        }

        if (type == typeof(Instant))
        {
            return Instant.FromUtc(2026, 12, 3, 21, 0) + Duration.FromNanoseconds(next(2) * 1_234_567L);
        }

        if (type == typeof(Duration))
        {
            return Duration.FromMinutes(90 + next(9_000)) + Duration.FromNanoseconds(next(2) * 7L);
        }

        if (type.IsEnum)
        {
            Array members = Enum.GetValues(type);
            return members.GetValue(members.Length - 1 - next(members.Length))!;
        }

        if (type.IsAssignableTo(typeof(Argument)))
        {
            return type == typeof(Argument.Map) ? MapOf(depth) : ArgumentOf(depth);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            Type item = type.GetGenericArguments()[0];
            Array items = Array.CreateInstance(item, 1 + next(2));
            for (int i = 0; i < items.Length; i++)
            {
                items.SetValue(Of(item, name, depth + 1), i);
            }

            MethodInfo fill = typeof(Sample).GetMethod(nameof(Fill), BindingFlags.NonPublic | BindingFlags.Static)!;
            return fill.MakeGenericMethod(item).Invoke(null, [items])!;
        }

        return type.IsAbstract ? CaseOf(type, name, depth) : RecordOf(type, depth);
    }

    private static ValueList<T> Fill<T>(T[] items) => [.. items];

    private object CaseOf(Type type, string name, int depth)
    {
        Type[] cases = [.. type.GetNestedTypes().Where(nested => nested.IsAssignableTo(type))];
        return Of(cases[next(cases.Length)], name, depth);
    }

    private object RecordOf(Type type, int depth)
    {
        ConstructorInfo constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        object made = constructor.Invoke([
            .. parameters.Select(parameter => Of(parameter.ParameterType, parameter.Name!, depth + 1)),
        ]);
        var given = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (PropertyInfo part in type.GetProperties().Where(part => part.CanWrite && !given.Contains(part.Name)))
        {
            part.SetValue(made, Of(part.PropertyType, part.Name, depth + 1));
        }

        return made;
    }

    private Argument ArgumentOf(int depth) =>
        (depth > 6 ? 0 : next(3)) switch
        {
            1 => new Argument.List([ArgumentOf(depth + 1), new Argument.Text("")]),
            2 => MapOf(depth + 1),
            _ => new Argument.Text((string)Of(typeof(string), "argument")),
        };

    private Argument.Map MapOf(int depth) =>
        new([new NamedArgument("server", ArgumentOf(depth + 1)), new NamedArgument("", ArgumentOf(depth + 1))]);
}
