namespace Lull.Core.Actions;

/// <summary>A value handed to an action, as a plan writes it: a text, a list or a map. Numbers and booleans stay texts.</summary>
public abstract record Argument
{
    private Argument() { }

    /// <summary>A scalar, exactly as written, templates such as <c>{host}</c> included until compilation.</summary>
    public sealed record Text(string Value) : Argument
    {
        /// <inheritdoc/>
        public override string ToString() => Value;
    }

    /// <summary>Values in order.</summary>
    public sealed record List(ValueList<Argument> Items) : Argument;

    /// <summary>Values by name, in the order written; names are unique.</summary>
    public sealed record Map(ValueList<NamedArgument> Entries) : Argument
    {
        /// <summary>No arguments.</summary>
        public static Map Empty { get; } = new([]);

        /// <summary>The value of that name, or null when the plan gives none.</summary>
        public Argument? this[string name]
        {
            get
            {
                foreach (NamedArgument entry in Entries)
                {
                    if (entry.Name == name)
                    {
                        return entry.Value;
                    }
                }

                return null;
            }
        }

        /// <summary>The text of that name; null when absent or not a text.</summary>
        public string? TextOf(string name) => this[name] is Text text ? text.Value : null;
    }
}

/// <summary>One entry of an <see cref="Argument.Map"/>.</summary>
public sealed record NamedArgument(string Name, Argument Value);
