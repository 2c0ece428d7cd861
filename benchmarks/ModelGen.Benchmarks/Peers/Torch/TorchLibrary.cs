using TorchSharp;

namespace ModelGen.Benchmarks.Peers.Torch;

/// <summary>Whether TorchSharp's native library loads here.</summary>
internal static class TorchLibrary
{
    /// <summary>Why it does not; null where it does.</summary>
    public static string? Failure { get; } = Load();

    private static string? Load()
    {
        try
        {
            torch.set_num_threads(1);
            return null;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException or BadImageFormatException)
        {
            var cause = exception;
            while (cause.InnerException is { } inner) cause = inner;
            return cause.Message.Split('\n').FirstOrDefault(line => line.Contains("GLIBCXX", StringComparison.Ordinal)) ?? cause.Message.Split('\n')[0];
        }
    }
}
