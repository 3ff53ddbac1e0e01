using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Core.Plans;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Hosts;

/// <summary>
/// Hosts: <c>web</c>, <c>every web</c>, <c>shop-web[01-10]</c>, <c>web[1-3,7]</c>, <c>shop-web6 thru 10</c>, <c>web except shop-web3</c>, lists of
/// them. All spellings of a range mean the same.
/// </summary>
internal static partial class HostText
{
    internal const string NotHosts = "LULL0304";

    /// <summary>Numbers of one range.</summary>
    internal const int LongestRange = 10_000;

    private static readonly TextPattern ExceptWord = new(ExceptText());

    /// <summary>The selection that a text or a list of texts means; nothing, after saying why, when it means none.</summary>
    internal static Maybe<HostSelection> Read(Node node, Reading reading)
    {
        IEnumerable<Node> items = node is Node.List list ? list.Items : [node];
        var terms = new List<HostTerm>();
        bool good = true;
        foreach (Node item in items)
        {
            good &=
                Shape.Scalar(item, reading, "a host, a group or a range such as web[1-5]") is { Is: true } text
                && ReadText(text.Value, terms, reading);
        }

        if (!good || terms.Count == 0)
        {
            if (node is Node.List { Items.Count: 0 })
            {
                reading.Say(NotHosts, node.Where, "No host is named here", "name a group or hosts");
            }

            return default;
        }

        SourceSpan where = node is Node.List { Items: [{ } first, ..] } ? first.Where : node.Where;
        var selection = new HostSelection([.. terms], where);
        reading.Selections.Add(selection);
        return selection;
    }

    /// <summary>The one way to write a selection.</summary>
    internal static string Print(HostSelection selection)
    {
        var text = new StringBuilder();
        bool taking = false;
        foreach (HostTerm term in selection.Terms)
        {
            bool except = term is HostTerm.Except;
            text.Append(
                text.Length == 0 ? ""
                : except && !taking ? " except "
                : ", "
            );
            taking |= except;
            text.Append(Print(term));
        }

        return text.ToString();
    }

    private static string Print(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => named.Name,
            HostTerm.Range range => string.Create(
                CultureInfo.InvariantCulture,
                $"{range.Prefix}[{Padded(range.From, range.Digits)}-{Padded(range.To, range.Digits)}]{range.Suffix}"
            ),
            HostTerm.Except except => Print(except.What),
        };

    /// <summary>A number with leading zeros, as <c>01</c> for two digits.</summary>
    internal static string Padded(int number, int digits) =>
        number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');

    private static bool ReadText(Node.Scalar text, List<HostTerm> terms, Reading reading)
    {
        bool good = true;
        bool except = false;
        foreach ((string part, int start) in Parts(text.Value))
        {
            string rest = part;
            int at = start;
            if (ExceptWord.Match(rest) is { Success: true } word)
            {
                if (word.Groups[1].Length > 0)
                {
                    good &= ReadTerm(word.Groups[1].Value, at, except, text, terms, reading);
                }

                except = true;
                at += word.Groups[2].Index;
                rest = word.Groups[2].Value;
            }

            good &= ReadTerm(rest, at, except, text, terms, reading);
        }

        return good;
    }

    /// <summary>The text cut at commas outside brackets, each part trimmed and with its place.</summary>
    private static IEnumerable<(string Part, int Start)> Parts(string text)
    {
        int start = 0;
        int depth = 0;
        for (int index = 0; index <= text.Length; index++)
        {
            char here = index < text.Length ? text[index] : ',';
            depth +=
                here == '[' ? 1
                : here == ']' ? -1
                : 0;
            if (here == ',' && (depth <= 0 || index == text.Length))
            {
                string part = text[start..index];
                yield return (part.Trim(), start + part.Length - part.TrimStart().Length);
                start = index + 1;
            }
        }
    }

    private static bool ReadTerm(
        string written,
        int start,
        bool except,
        Node.Scalar text,
        List<HostTerm> terms,
        Reading reading
    )
    {
        SourceSpan where = text.Part(start, written.Length);
        if (written.Length > 300)
        {
            return Refuse(reading, where, "This is too long for the name of a host", "write a list, one entry each");
        }

        string bare = EveryWord().Replace(written, "");
        if (Named().IsMatch(bare))
        {
            Add(terms, new HostTerm.Named(bare, where), except);
            return true;
        }

        Match range = Bracket().Match(bare);
        range = range.Success ? range : Spoken().Match(bare);
        if (!range.Success)
        {
            return Refuse(
                reading,
                where,
                written.Length == 0 ? "A host's name is missing here" : $"'{written}' names no hosts",
                "write a host, a group, a range such as web[1-5], or 'web except web3'"
            );
        }

        bool good = true;
        foreach (string numbers in range.Groups["numbers"].Value.Split(','))
        {
            good &= ReadRange(numbers.Trim(), range, where, except, terms, reading);
        }

        return good;
    }

    private static bool ReadRange(
        string numbers,
        Match range,
        SourceSpan where,
        bool except,
        List<HostTerm> terms,
        Reading reading
    )
    {
        Match ends = Ends().Match(numbers);
        if (
            !ends.Success
            || !int.TryParse(ends.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            || !int.TryParse(
                ends.Groups[2].Success ? ends.Groups[2].ValueSpan : ends.Groups[1].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int to
            )
        )
        {
            return Refuse(
                reading,
                where,
                $"'{numbers}' is not a range of numbers",
                "write [1-5], [01-10] or [1,3,5-7]"
            );
        }

        if (to < from)
        {
            return Refuse(reading, where, $"The range {numbers} runs backwards", $"write [{to}-{from}]");
        }

        if (to - from >= LongestRange)
        {
            return Refuse(
                reading,
                where,
                $"The range {numbers} has more than {LongestRange} hosts",
                "check its numbers"
            );
        }

        int digits = ends.Groups[1].Value.StartsWith('0') ? ends.Groups[1].Length : 1;
        Add(
            terms,
            new HostTerm.Range(range.Groups["prefix"].Value, from, to, digits, range.Groups["suffix"].Value, where),
            except
        );
        return true;
    }

    private static void Add(List<HostTerm> terms, HostTerm term, bool except) =>
        terms.Add(except ? new HostTerm.Except(term) : term);

    private static bool Refuse(Reading reading, SourceSpan where, string message, string hint)
    {
        reading.Say(NotHosts, where, message, hint);
        return false;
    }

    [GeneratedRegex(@"^(?<before>.*?) *\bexcept +(?<taken>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ExceptText();

    [GeneratedRegex("^(?:every|all) +", RegexOptions.CultureInvariant)]
    private static partial Regex EveryWord();

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(
        @"^(?<prefix>[A-Za-z0-9][A-Za-z0-9._-]*) *\[(?<numbers>[^\[\]]+)\](?<suffix>[A-Za-z0-9._-]*)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Bracket();

    /// <summary>As runbooks write it: <c>SHOP-Web1 - 5</c>, <c>shop-web6 thru 10</c>.</summary>
    [GeneratedRegex(
        @"^(?<prefix>[A-Za-z][A-Za-z0-9._-]*?[A-Za-z._-]|[A-Za-z]) *(?<numbers>\d+(?: +(?:-|–|thru|through|to) +)\d+)(?<suffix>)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(@"^(?<from>\d+)(?: *(?:-|–|\.\.|:|thru|through|to) *(?<to>\d+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();
}
