using System.CommandLine;
using System.Globalization;
using ModelGen;

/// <summary>What the samples' programs have in common: options are checked, and what goes wrong is said in a line.</summary>
internal static class SampleProgram
{
    /// <summary>Makes values that do not hold a mistake on the command line: <c>--epochs must be at least 1, but is 0.</c></summary>
    public static void MustBe<T>(this Option<T> option, string what, Func<T, bool> holds) where T : IParsable<T> =>
        option.Validators.Add(result =>
        {
            // The parser reports what is no number; asking it for the value of that would throw.
            if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && !holds(value))
                result.AddError($"{option.Name} must be {what}, but is {token.Value}.");
        });

    /// <summary>Runs a program; 1 and a line on the error stream if files or numbers are not what they should be.</summary>
    public static int Run(Func<int> program)
    {
        try
        {
            return program();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DataFormatException or FormatException or ArgumentException or DivergenceException)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }
}
