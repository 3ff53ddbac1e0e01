using Lull.Server.Callers;

namespace Lull.Server.People;

/// <summary>A token as somebody asks for it.</summary>
/// <param name="Owner">In whose name it will act: the one who asks, or a service account.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="Days">How long it works, 1 to 366 days.</param>
public sealed record TokenDraft(string Owner, string Name, Rights Rights, int Days);

/// <summary>A token that was made, or why it was not.</summary>
/// <param name="Secret">To be shown once; empty when none was made.</param>
/// <param name="Made">What is kept of it; null when none was made.</param>
/// <param name="Faults">What is wrong, by field.</param>
public sealed record TokenAnswer(string Secret, Token? Made, IReadOnlyDictionary<string, string> Faults);
