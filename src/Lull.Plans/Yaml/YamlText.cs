using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Findings;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lull.Plans.Yaml;

/// <summary>
/// Reads YAML into nodes that know their place. Of YAML it takes maps, lists and texts; anchors, aliases, tags and a second
/// document are refused with words, so that a small file can never become a big plan.
/// </summary>
internal sealed partial class YamlText
{
    internal const string Broken = "LULL0001";
    internal const string Tab = "LULL0002";
    internal const string Characters = "LULL0003";
    internal const string TwiceTheKey = "LULL0004";
    internal const string NotRead = "LULL0005";
    internal const string TooBig = "LULL0006";
    internal const string Empty = "LULL0008";
    internal const string TooLong = "LULL0312";

    /// <summary>Characters of one file.</summary>
    internal const int LongestText = 1_000_000;

    /// <summary>Characters of one text of it, as people count them: as many as a person may be asked to read.</summary>
    internal const int LongestValue = 10_000;

    private const string KeepElsewhere = "put the long part where people can open it, and give its address here";

    /// <summary>Maps and lists inside each other.</summary>
    internal const int Deepest = 64;

    private readonly string _file;
    private readonly string[] _lines;
    private readonly ICollection<Finding> _findings;
    private readonly Parser _events;

    /// <summary>Brackets that are open, the innermost last.</summary>
    private readonly Stack<Mark> _brackets = new();

    private YamlText(string file, string text, ICollection<Finding> findings)
    {
        _file = file;
        _lines = text.Split('\n');
        _findings = findings;
        _events = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The document of a text; null when there is none to read, with findings that say why.</summary>
    internal static Node? Parse(string file, string text, ICollection<Finding> findings)
    {
        string clean = text.StartsWith('\uFEFF') ? text[1..] : text;
        clean = clean.ReplaceLineEndings("\n");
        if (clean.Length > LongestText)
        {
            findings.Add(
                new Finding(
                    TooBig,
                    Severity.Error,
                    new SourceSpan(file, 1, 1, 1),
                    $"This file has {clean.Length} characters, and at most {LongestText} are read",
                    "move parts into files of their own and 'call:' them"
                )
            );
            return null;
        }

        return new YamlText(file, clean, findings).Document(clean);
    }

    private Node? Document(string text)
    {
        if (UnreadableCharacters(text))
        {
            return null;
        }

        try
        {
            _events.MoveNext(); // stream
            if (!_events.MoveNext() || _events.Current is not DocumentStart)
            {
                Say(
                    Empty,
                    new SourceSpan(_file, 1, 1, 1),
                    "This file is empty",
                    "begin with a title, such as 'maintenance: Roll out 4.2'"
                );
                return null;
            }

            _events.MoveNext();
            Node root = Value(0);
            _events.MoveNext(); // the end of the document
            if (_events.Current is DocumentStart second)
            {
                Say(
                    NotRead,
                    At(second.Start, 3),
                    "A second document begins here, and one file holds one document",
                    "put it into a file of its own"
                );
            }

            return root;
        }
        catch (DeepException deep)
        {
            Say(
                TooBig,
                deep.Where,
                $"This is nested more than {Deepest} levels deep",
                "move the inner part into a file of its own and 'call:' it"
            );
            return null;
        }
        catch (YamlException broken)
        {
            SayBroken(At(broken.Start, 1), broken.Message);
            return null;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16 throws this for a text that runs out of an unclosed bracket.
            SayBroken(At(_events.Current?.Start ?? Mark.Empty, 1), "unclosed bracket");
            return null;
        }
    }

    private Node Value(int depth)
    {
        ParsingEvent here = _events.Current!;
        if (depth > Deepest)
        {
            throw new DeepException(At(here.Start, 1));
        }

        if (here is AnchorAlias alias)
        {
            SourceSpan where = At(alias.Start, alias.Value.Value.Length + 1);
            Say(
                NotRead,
                where,
                $"'*{alias.Value.Value}' is a YAML alias, which is not read here",
                "write it out where it happens, or 'call:' a file of its own"
            );
            _events.MoveNext();
            return new Node.Refused(where);
        }

        if (here is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            Say(
                NotRead,
                At(here.Start, anchored.Anchor.Value.Length + 1),
                $"'&{anchored.Anchor.Value}' is a YAML anchor, which is not read here",
                "take it away, and write out what refers to it"
            );
        }

        if (here is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            Say(
                NotRead,
                At(here.Start, 1),
                $"'{tagged.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal)}' is a YAML tag, which is not read here",
                "take it away: every value is a text"
            );
        }

        return here switch
        {
            MappingStart map => Map(map, depth),
            SequenceStart list => List(list, depth),
            _ => Text((Scalar)here),
        };
    }

    private Node.List List(SequenceStart start, int depth)
    {
        var items = new List<Node>();
        _brackets.Push(start.Style == SequenceStyle.Flow ? start.Start : Mark.Empty);
        _events.MoveNext();
        while (_events.Current is not SequenceEnd)
        {
            items.Add(Value(depth + 1));
        }

        _brackets.Pop();
        _events.MoveNext();
        return new Node.List(items, At(start.Start, 1));
    }

    private Node.Map Map(MappingStart start, int depth)
    {
        var entries = new List<Node.Entry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        _brackets.Push(start.Style == MappingStyle.Flow ? start.Start : Mark.Empty);
        _events.MoveNext();
        while (_events.Current is not MappingEnd)
        {
            Node key = Value(depth + 1);
            Node value = Value(depth + 1);
            if (key is not Node.Scalar { } name)
            {
                if (key is not Node.Refused)
                {
                    Say(
                        NotRead,
                        key.Where,
                        "A key must be a text",
                        "a text that begins with { or [ must stand in quotes"
                    );
                }
            }
            else if (seen.TryGetValue(name.Value, out int line))
            {
                Say(
                    TwiceTheKey,
                    name.Where,
                    $"'{name.Value}' is written twice here; the first is in line {line}",
                    "keep one of them"
                );
            }
            else
            {
                seen.Add(name.Value, name.Where.Line);
                entries.Add(new Node.Entry(name, value));
            }
        }

        _brackets.Pop();
        _events.MoveNext();
        return new Node.Map(entries, entries is [{ } first, ..] ? first.Key.Where : At(start.Start, 1));
    }

    private Node Text(Scalar scalar)
    {
        _events.MoveNext();
        bool oneLine = scalar.Start.Line == scalar.End.Line;
        int length = (int)(
            oneLine ? scalar.End.Column - scalar.Start.Column : LineLength(scalar.Start.Line) - scalar.Start.Column + 1
        );
        bool plain = scalar.Style == ScalarStyle.Plain;
        int? inset =
            !oneLine || !scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty ? null
            : plain && length == scalar.Value.Length ? 0
            : length == scalar.Value.Length + 2 ? 1
            : null;
        SourceSpan where = At(scalar.Start, length);
        if (
            scalar.Value.Length > LongestValue
            && scalar.Value.EnumerateRunes().Count() is var characters
            && characters > LongestValue
        )
        {
            Say(TooLong, where, Lengths(characters, LongestValue), KeepElsewhere);
            return new Node.Refused(where);
        }

        return new Node.Scalar(scalar.Value, inset, plain, where);
    }

    /// <summary>How long a text is and may be, in a sentence.</summary>
    internal static string Lengths(int length, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"This has {length:N0} characters; at most {most:N0} are taken");

    private bool UnreadableCharacters(string text)
    {
        int at = text.AsSpan().IndexOfAny("\0\uFFFD");
        if (at < 0)
        {
            return false;
        }

        int line = text.AsSpan(0, at).Count('\n') + 1;
        int column = at - text.LastIndexOf('\n', at);
        bool isNothing = text[at] == '\0';
        Say(
            Characters,
            new SourceSpan(_file, line, column, 1),
            isNothing
                ? "Here stands the character U+0000, which no text has"
                : "This character could not be read: the file is not UTF-8",
            isNothing ? "take it out; if there are many, this is no text file" : "save the file as UTF-8"
        );
        return true;
    }

    private void SayBroken(SourceSpan where, string reason)
    {
        List<SourceSpan> tabs = [.. TabsInIndentation()];
        foreach (SourceSpan tab in tabs)
        {
            Say(Tab, tab, "This line is indented with a tab", "indent with spaces, two for each level");
        }

        if (tabs.Count > 0)
        {
            return;
        }

        if (_brackets.TryPeek(out Mark bracket) && bracket.Line > 0 && bracket.Line < where.Line && bracket.Index > 0)
        {
            Say(Broken, At(bracket, 1), "A bracket is opened here and never closed", "close it with } or ]");
            return;
        }

        (string message, string hint) = InWords(
            reason,
            where.Line <= _lines.Length ? _lines[where.Line - 1] : "",
            where.Column
        );
        Say(Broken, where, message, hint);
    }

    /// <summary>What YamlDotNet says, in words that help somebody who does not know YAML.</summary>
    private static (string Message, string Hint) InWords(string reason, string line, int column) =>
        reason switch
        {
            _ when BraceText().IsMatch(line) => (
                "A text that begins with a bracket must stand in quotes",
                "write \"{host} ...\" with the quotes"
            ),
            _ when reason.Contains("expected ',' or", StringComparison.Ordinal) => (
                "A list or map in brackets is not closed, or a bracket inside it needs quotes",
                "put names such as \"web[1-5]\" in quotes inside { } and [ ]"
            ),
            _ when reason.Contains("invalid mapping", StringComparison.Ordinal)
                    && line.IndexOf(':', StringComparison.Ordinal) >= column - 1 => (
                "This line is indented deeper than the one before it allows",
                "begin it in the same column as the key before it, or end that key with ':' and nothing behind"
            ),
            _ when reason.Contains("invalid mapping", StringComparison.Ordinal) => (
                "A second ': ' in this line",
                "put the text in quotes"
            ),
            _ when reason.Contains("quoted scalar", StringComparison.Ordinal) => (
                "A quote is opened here and never closed",
                "close it, or leave the quotes away"
            ),
            _ when reason.Contains("unclosed bracket", StringComparison.Ordinal) => (
                "A bracket is opened here and never closed",
                "close it with } or ]"
            ),
            _ when reason.Contains("cannot start any token", StringComparison.Ordinal) => (
                "A text cannot begin with this character",
                "put the text in quotes"
            ),
            _ when reason.Contains("expected key", StringComparison.Ordinal)
                    || reason.Contains("document end", StringComparison.Ordinal)
                    || reason.Contains("block collection", StringComparison.Ordinal)
                    || reason.Contains("'-' indicator", StringComparison.Ordinal) => (
                "This line does not line up with the ones before it",
                "keys of one map and items of one list begin in the same column"
            ),
            _ => ("This is not YAML: " + char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.'), ""),
        };

    private IEnumerable<SourceSpan> TabsInIndentation()
    {
        for (int index = 0; index < _lines.Length; index++)
        {
            Match tab = TabIndentation().Match(_lines[index]);
            if (tab.Success)
            {
                yield return new SourceSpan(_file, index + 1, tab.Groups[1].Index + 1, tab.Groups[1].Length);
            }
        }
    }

    private int LineLength(long line) => line <= _lines.Length ? _lines[line - 1].Length : 0;

    private SourceSpan At(Mark mark, int length) =>
        new(_file, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column), Math.Max(1, length));

    private void Say(string code, SourceSpan where, string message, string hint) =>
        _findings.Add(new Finding(code, Severity.Error, where, message, hint));

    [GeneratedRegex(@"^ *(?<tabs>(?>\t+))(?>\s*)\S", RegexOptions.CultureInvariant)]
    private static partial Regex TabIndentation();

    /// <summary>A key, and a text behind it that begins with something in brackets. The key's last character is looked back at, so that every
    /// part takes all it can and gives nothing back.</summary>
    [GeneratedRegex(
        @"^(?>[\s-]*)(?>[\w.-]*)(?<=[\w.-]):(?>\s+)[{\[](?>[^{}\[\]]*)[}\]](?>\s*)[^\s#,}\]]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex BraceText();

    private sealed class DeepException(SourceSpan where) : Exception
    {
        internal SourceSpan Where { get; } = where;
    }
}
