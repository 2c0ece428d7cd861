/// <summary>What the parent process reads.</summary>
internal static class Report
{
    /// <summary>Says that the work is done, and how much memory the process has; returns the exit code.</summary>
    public static int Done(float result)
    {
        Console.Out.WriteLine(result.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        Console.Out.Flush();
        Console.Out.WriteLine(Environment.WorkingSet);
        return 0;
    }
}
