namespace Lull.Core.Procedures;

/// <summary>Fills in the templates of calls, and says what their connectors would refuse.</summary>
internal sealed class CallFilling(SiteLookup site, Templates templates, CompilerFindings findings)
{
    private readonly HashSet<SourceSpan> _said = [];

    /// <summary>The call with everything filled in but artefacts.</summary>
    internal ActionCall Fill(ActionCall call, SiteHost? host, SourceSpan where)
    {
        ActionCall filled = templates.Fill(call, host, where);

        // What a step makes is known only when it ran, and so is whether it fits.
        if (
            !templates.MentionsArtefact(filled.Arguments)
            && site.FaultOf(filled, host) is { } fault
            && (where.Line == 0 || _said.Add(where))
        )
        {
            findings.Say(CompilerFindings.WrongArgument, where, $"'{call}' would fail at once: {fault.TrimEnd('.')}");
        }

        return filled;
    }
}
