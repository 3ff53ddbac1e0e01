using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Lull.Analyzers;

/// <summary>
/// Lifts CS8509 ("not exhaustive") from a switch expression that names every case of a closed hierarchy,
/// so that a case added later breaks the build at every switch that forgot it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedHierarchySuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Exhaustive = new(
        "LULLS001",
        "CS8509",
        "Every case of the closed hierarchy is handled."
    );

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => ImmutableArray.Create(Exhaustive);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            SyntaxTree tree = diagnostic.Location.SourceTree!;
            SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (node.FirstAncestorOrSelf<SwitchExpressionSyntax>() is not { } switchExpression)
            {
                continue;
            }

            SemanticModel model = context.GetSemanticModel(tree);
            if (model.GetTypeInfo(switchExpression.GoverningExpression).Type is not INamedTypeSymbol subject)
            {
                continue;
            }

            if (!IsClosed(subject))
            {
                continue;
            }

            var handled = new HashSet<ISymbol>(
                switchExpression
                    .Arms.Where(arm => arm.WhenClause is null)
                    .SelectMany(arm => TypesOf(arm.Pattern, model)),
                SymbolEqualityComparer.Default
            );
            if (CasesOf(subject).All(handled.Contains))
            {
                context.ReportSuppression(Suppression.Create(Exhaustive, diagnostic));
            }
        }
    }

    /// <summary>Closed: abstract, and every constructor but the record's copy constructor is private.</summary>
    private static bool IsClosed(INamedTypeSymbol type) =>
        type.IsAbstract
        && type.InstanceConstructors.Where(constructor =>
                constructor.Parameters.Length != 1
                || !SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type)
            )
            .All(constructor => constructor.DeclaredAccessibility == Accessibility.Private);

    private static IEnumerable<INamedTypeSymbol> CasesOf(INamedTypeSymbol type) =>
        type.GetTypeMembers()
            .Where(member => SymbolEqualityComparer.Default.Equals(member.BaseType, type))
            .SelectMany(member => member.IsAbstract ? CasesOf(member) : new[] { member });

    private static IEnumerable<ISymbol> TypesOf(PatternSyntax pattern, SemanticModel model) =>
        pattern switch
        {
            DeclarationPatternSyntax declaration => One(model.GetTypeInfo(declaration.Type).Type),
            TypePatternSyntax type => One(model.GetTypeInfo(type.Type).Type),
            ConstantPatternSyntax constant => One(model.GetSymbolInfo(constant.Expression).Symbol as INamedTypeSymbol),
            RecursivePatternSyntax { Type: { } type } recursive when BindsOnly(recursive) => One(
                model.GetTypeInfo(type).Type
            ),
            BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } either => TypesOf(either.Left, model)
                .Concat(TypesOf(either.Right, model)),
            ParenthesizedPatternSyntax inner => TypesOf(inner.Pattern, model),
            _ => Enumerable.Empty<ISymbol>(),
        };

    private static bool BindsOnly(RecursivePatternSyntax pattern) =>
        (pattern.PositionalPatternClause?.Subpatterns ?? default)
            .Concat(pattern.PropertyPatternClause?.Subpatterns ?? default)
            .All(sub => sub.Pattern is VarPatternSyntax or DiscardPatternSyntax);

    private static IEnumerable<ISymbol> One(ISymbol? symbol) =>
        symbol is null ? Enumerable.Empty<ISymbol>() : new[] { symbol };
}
