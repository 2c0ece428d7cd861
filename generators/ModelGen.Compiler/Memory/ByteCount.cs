using System.Globalization;

namespace ModelGen.Compiler.Memory;

/// <summary>Amounts of memory as people write them: <c>64 KB</c>; a KB has 1,024 bytes, as the data sheets of processors count.</summary>
public static class ByteCount
{
    /// <summary>The bytes of a text such as <c>64 KB</c>, <c>1.5 MB</c> or <c>512 B</c>; null if it is none.</summary>
    public static long? Parse(string text)
    {
        var number = text.Trim().TrimEnd("KMGiB".ToCharArray());
        long? unit = text.Trim().Substring(number.Length) switch
        {
            "B" => 1,
            "KB" or "KiB" => 1L << 10,
            "MB" or "MiB" => 1L << 20,
            "GB" or "GiB" => 1L << 30,
            _ => null,
        };
        return unit is { } bytes && decimal.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0 && count < 1_000_000
            ? (long)(count * bytes)
            : null;
    }

    /// <summary>Bytes up to 10,000, KiB beyond.</summary>
    public static string Text(long bytes) => bytes < 10_000
        ? bytes.ToString("#,0", CultureInfo.InvariantCulture) + " bytes"
        : (bytes / 1024.0).ToString("#,0.0", CultureInfo.InvariantCulture) + " KiB";
}
