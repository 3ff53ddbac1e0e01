namespace Lull.Reports;

/// <summary>A report as sections of facts, sentences and tables; how it looks is for those who write it down.</summary>
/// <param name="Title">The maintenance's title.</param>
/// <param name="Summary">What came of it, in one sentence.</param>
/// <param name="Sections">In order.</param>
public sealed record ReportPage(string Title, string Summary, ValueList<ReportSection> Sections);

/// <summary>One section.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Sentences">Before the table; may be none.</param>
/// <param name="Columns">Headings of the table; none means that there is no table.</param>
/// <param name="Rows">As many cells as there are columns.</param>
public sealed record ReportSection(
    string Heading,
    ValueList<string> Sentences,
    ValueList<string> Columns,
    ValueList<ValueList<string>> Rows
);
