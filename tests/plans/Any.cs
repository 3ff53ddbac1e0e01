using FsCheck;
using FsCheck.Fluent;

namespace Lull.Plans.Tests;

/// <summary>Properties that shrink and say their seed.</summary>
internal static class Any
{
    /// <summary>Runs the property 300 times; a failure prints the shrunk case and the seed.</summary>
    internal static void Holds<T>(Arbitrary<T> any, Action<T> property) =>
        Prop.ForAll(any, property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>A list that shrinks by leaving items out, so that what remains is what it takes to fail.</summary>
    internal static Arbitrary<T[]> ListOf<T>(Gen<T> item) =>
        Arb.From(
            item.ListOf().Select(list => list.ToArray()),
            list => list.Select((_, hole) => list.Where((_, index) => index != hole).ToArray())
        );
}
