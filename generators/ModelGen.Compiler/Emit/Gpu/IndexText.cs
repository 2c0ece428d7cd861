namespace ModelGen.Compiler.Emit;

/// <summary>Integer arithmetic as C#, as a person would write it: nothing is multiplied by 1, and nothing added to 0.</summary>
public static class IndexText
{
    /// <summary>term · factor</summary>
    public static string Times(string term, int factor) => factor == 0 || term == "0" ? "0" : factor == 1 ? term : $"{Factor(term)} * {factor}";

    /// <summary>term / divisor</summary>
    public static string Over(string term, int divisor) => divisor == 1 || term == "0" ? term : $"{Factor(term)} / {divisor}";

    /// <summary>term mod extent</summary>
    public static string Modulo(string term, int extent) => extent == 1 ? "0" : term == "0" ? term : $"{Product(term)} % {extent}";

    /// <summary>The sum of terms.</summary>
    public static string Plus(params string[] terms)
    {
        var sum = string.Join(" + ", terms.Where(term => term != "0" && term.Length > 0));
        return sum.Length == 0 ? "0" : sum;
    }

    /// <summary>term + number</summary>
    public static string Plus(string term, int number) => number == 0 ? term : term == "0" ? $"{number}" : number < 0 ? $"{term} - {-number}" : $"{term} + {number}";

    private static string Factor(string term) => term.Contains(' ') && !IsProduct(term) ? $"({term})" : term;

    // i / 4 % 3 is read from left to right; a sum needs parentheses.
    private static string Product(string term) => Factor(term);

    private static bool IsProduct(string term) => !term.Contains(" + ") && !term.Contains(" - ");
}
