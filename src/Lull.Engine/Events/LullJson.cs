using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;

namespace Lull.Engine.Events;

/// <summary>How values of the core are written as JSON, in the journal and over the control socket alike.</summary>
/// <remarks>
/// Names in camelCase, enum members in kebab-case, instants and durations as texts. Every value is written, also defaults, so
/// that a default that changes later does not change what an old journal means.
/// </remarks>
public static class LullJson
{
    /// <summary>The one set of options. Read only.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Makes options that somebody else owns write and read as <see cref="Options"/> do.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.IgnoreReadOnlyProperties = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCases } };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DurationConverter());
        options.Converters.Add(new ArgumentConverter());
        options.Converters.Add(new ValueListConverter());
        options.Converters.Add(new ParsableConverter<MaintenanceId>());
    }

    /// <summary>Closed hierarchies of the core that do not name their cases themselves.</summary>
    private static void NameCases(JsonTypeInfo type)
    {
        if (type.Type == typeof(Outcome))
        {
            Name(
                type,
                "outcome",
                (typeof(Outcome.Done), "done"),
                (typeof(Outcome.Failed), "failed"),
                (typeof(Outcome.Unknown), "unknown")
            );
        }
        else if (type.Type == typeof(Decision))
        {
            Name(type, "decision", (typeof(Decision.Accepted), "accepted"), (typeof(Decision.Refused), "refused"));
        }
        else if (type.Type == typeof(Published))
        {
            Name(
                type,
                "kind",
                (typeof(Published.Happened), "happened"),
                (typeof(Published.Said), "said"),
                (typeof(Published.Trouble), "trouble")
            );
        }
        else if (type.Type == typeof(Input))
        {
            Name(type, "input", [.. Commands.Select(command => (command, NameOf(command)))]);
        }
    }

    /// <summary>What people may ask for. Reports of effects, time and take-overs come from the engine alone and have no JSON.</summary>
    internal static IReadOnlyList<Type> Commands { get; } =
    [.. typeof(Input).GetNestedTypes().Where(input => input.GetProperty(nameof(Input.Propose.By)) is not null)];

    /// <summary>The name of a command on the wire, such as <c>roll-back</c>.</summary>
    internal static string NameOf(Type command) => JsonNamingPolicy.KebabCaseLower.ConvertName(command.Name);

    private static void Name(JsonTypeInfo type, string discriminator, params (Type Case, string Name)[] cases)
    {
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = discriminator };
        foreach ((Type derived, string name) in cases)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(derived, name));
        }
    }
}
