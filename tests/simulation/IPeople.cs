namespace Lull.Simulation.Tests;

/// <summary>The people around a maintenance.</summary>
internal interface IPeople
{
    /// <summary>The maintenance was planned.</summary>
    void Arrive();

    /// <summary>Something happened that they can see.</summary>
    void Notice();
}
