using System.Text;

namespace Lull.Core.Procedures;

/// <summary>Fills in what plans write in braces: <c>{host}</c>, <c>{n}</c>, a host's values, <c>{edge.url}</c>.</summary>
/// <param name="site">Where values are looked up.</param>
/// <param name="artefacts">Names that steps of the plan make; they are left in their braces, to be filled in when they are known.</param>
/// <param name="findings">Gets names that mean nothing.</param>
/// <remarks>
/// <c>{{host}}</c> is the text <c>{host}</c>. Braces around anything but a name, as in JSON, and <c>${name}</c>, which belongs to
/// the shell, are left as they are. Linear in the length of the text.
/// </remarks>
internal sealed class Templates(SiteLookup site, IReadOnlySet<string> artefacts, CompilerFindings findings)
{
    /// <summary>The text with everything filled in but artefacts.</summary>
    /// <param name="text">As the plan writes it.</param>
    /// <param name="host">The host it is for; null when there is none, and then asking for one is a finding.</param>
    /// <param name="where">Where it is written.</param>
    internal string Fill(string text, SiteHost? host, SourceSpan where) =>
        Replace(text, name => Value(name, host, where), unescapes: true);

    /// <summary>As <see cref="Fill(string, SiteHost?, SourceSpan)"/>, for every text of a call.</summary>
    internal ActionCall Fill(ActionCall call, SiteHost? host, SourceSpan where) =>
        call with
        {
            Arguments = (Argument.Map)Fill(call.Arguments, text => Fill(text, host, where)),
        };

    /// <summary>Fills in what is known and leaves everything else, escapes included, to whoever fills in the rest later.</summary>
    internal string FillKnown(string text, SiteHost? host) =>
        Replace(text, name => Known(name, host), unescapes: false);

    /// <summary>As <see cref="FillKnown(string, SiteHost?)"/>, for every text of a call.</summary>
    internal ActionCall FillKnown(ActionCall call, SiteHost? host) =>
        call with
        {
            Arguments = (Argument.Map)Fill(call.Arguments, text => FillKnown(text, host)),
        };

    /// <summary>As <see cref="FillKnown(string, SiteHost?)"/>, and <c>{hosts}</c> becomes the names of the hosts that it is about.</summary>
    internal string FillMessage(string text, Place place) =>
        Replace(
            text,
            name =>
                name == "hosts" && place.About.Count > 0
                    ? string.Join(", ", place.About.Select(host => host.Name))
                    : Known(name, place.Host),
            unescapes: false
        );

    /// <summary>A title for many hosts at once: <c>{host}</c> becomes their name, other values of a host become <c>…</c>.</summary>
    internal string FillForAll(string text, string hosts, SourceSpan where) =>
        Replace(
            text,
            name =>
                name == "host" ? hosts
                : site.HostValues.Contains(name) ? "…"
                : Value(name, host: null, where),
            unescapes: true
        );

    /// <summary>True when the text differs from host to host.</summary>
    internal bool MentionsHost(string text)
    {
        bool mentions = false;
        Replace(
            text,
            name =>
            {
                mentions |= site.HostValues.Contains(name);
                return null;
            },
            unescapes: false
        );
        return mentions;
    }

    /// <summary>True when a text of the argument differs from host to host.</summary>
    internal bool MentionsHost(Argument argument) =>
        argument switch
        {
            Argument.Text text => MentionsHost(text.Value),
            Argument.List list => list.Items.Any(MentionsHost),
            Argument.Map map => map.Entries.Any(entry => MentionsHost(entry.Name) || MentionsHost(entry.Value)),
        };

    /// <summary>True when a text of the argument still waits for what a step makes.</summary>
    internal bool MentionsArtefact(Argument argument) =>
        argument switch
        {
            Argument.Text text => artefacts.Count > 0 && MentionsArtefact(text.Value),
            Argument.List list => list.Items.Any(MentionsArtefact),
            Argument.Map map => map.Entries.Any(entry => MentionsArtefact(entry.Value)),
        };

    private bool MentionsArtefact(string text)
    {
        bool mentions = false;
        Replace(
            text,
            name =>
            {
                mentions |= artefacts.Contains(name);
                return null;
            },
            unescapes: false
        );
        return mentions;
    }

    private static Argument Fill(Argument argument, Func<string, string> fill) =>
        argument switch
        {
            Argument.Text text => text with { Value = fill(text.Value) },
            Argument.List list => list with { Items = [.. list.Items.Select(item => Fill(item, fill))] },
            Argument.Map map => map with
            {
                Entries =
                [
                    .. map.Entries.Select(entry => new NamedArgument(fill(entry.Name), Fill(entry.Value, fill))),
                ],
            },
        };

    private string? Known(string name, SiteHost? host) => host?.ValueOf(name) ?? site.ConnectionValue(name);

    private string? Value(string name, SiteHost? host, SourceSpan where)
    {
        if (Known(name, host) is { } value)
        {
            return value;
        }

        if (artefacts.Contains(name))
        {
            return null;
        }

        if (!site.HostValues.Contains(name))
        {
            findings.SayUnknown(
                CompilerFindings.UnknownPlaceholder,
                where,
                $"Nothing is called '{{{name}}}' here",
                name,
                site.HostValues.Order(StringComparer.Ordinal).Concat(artefacts).Concat(site.ConnectionValues)
            );
        }
        else if (host is null)
        {
            findings.Say(
                CompilerFindings.NoHostHere,
                where,
                $"'{{{name}}}' asks for a host, and there is none here",
                "name the hosts with 'on:', or put the step into a rolling block"
            );
        }
        else
        {
            findings.Say(
                CompilerFindings.MissingValue,
                where,
                $"Host '{host.Name}' has no '{name}'",
                $"give the host a value '{name}' in the site"
            );
        }

        return null;
    }

    private static string Replace(string text, Func<string, string?> valueOf, bool unescapes)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        var filled = new StringBuilder(text.Length);
        int escaped = 0;
        int at = 0;
        while (at < text.Length)
        {
            ReadOnlySpan<char> rest = text.AsSpan(at);
            if (rest.StartsWith("{{"))
            {
                filled.Append(unescapes ? "{" : "{{");
                escaped++;
                at += 2;
            }
            else if (escaped > 0 && rest.StartsWith("}}"))
            {
                filled.Append(unescapes ? "}" : "}}");
                escaped--;
                at += 2;
            }
            else if (rest[0] == '{' && (at == 0 || text[at - 1] != '$') && NameIn(rest) is { } name)
            {
                filled.Append(valueOf(name) ?? "{" + name + "}");
                at += name.Length + 2;
            }
            else
            {
                filled.Append(rest[0]);
                at++;
            }
        }

        return filled.ToString();
    }

    /// <summary>The name in <c>{name}</c> at the start of the text; null when it is something else.</summary>
    private static string? NameIn(ReadOnlySpan<char> text)
    {
        int end = 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
        {
            end++;
        }

        return end > 1 && end < text.Length && text[end] == '}' && char.IsAsciiLetter(text[1])
            ? text[1..end].ToString()
            : null;
    }
}
