using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Generator.Declaration;

/// <summary>What messages call C# that is not understood.</summary>
internal static class Constructs
{
    public static string Describe(IOperation operation) => operation switch
    {
        ITryOperation => "'try'",
        IAwaitOperation => "'await'",
        ILockOperation => "'lock'",
        IUsingOperation or IUsingDeclarationOperation => "'using'",
        IBranchOperation { BranchKind: BranchKind.GoTo } => "'goto'",
        IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak } => "'yield'",
        ITypeOfOperation => "'typeof'",
        IDynamicInvocationOperation or IDynamicMemberReferenceOperation => "'dynamic'",
        IConditionalAccessOperation => "'?.'",
        IInvocationOperation call => $"The call of {call.TargetMethod.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}",
        IObjectCreationOperation { Type: { } type } => $"'new {type.Name}'",
        IMemberReferenceOperation reference => $"'{reference.Member.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}'",
        _ => $"This {Words(operation.Syntax.Kind().ToString())}",
    };

    /// <summary><c>is type expression</c> from <c>IsTypeExpression</c>.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToLowerInvariant(letter));
        }
        return words.ToString();
    }
}
