using System.Security.Cryptography;
using System.Text;

namespace ModelGen.Build;

/// <summary>
/// The description of one file of weights, line by line: <c>modelgen-weights 1</c>, <c>path …</c>, then either
/// <c>error …</c>, or <c>sha256 …</c>, <c>data</c> with the number of bytes behind the header, <c>header</c> with the
/// header's JSON, and where the bytes are: <c>resource</c> with a name, or <c>hex</c> and lines of them.
/// </summary>
internal sealed class Manifest
{
    private const int LengthBytes = 8, LongestHeader = 16_000_000, BytesInLine = 64;

    private Manifest(string text, string? resource) => (Text, Resource) = (text, resource);

    public string Text { get; }

    /// <summary>The name of the resource that has to hold the file; null if the description holds its bytes.</summary>
    public string? Resource { get; }

    public static string PathOf(string item) => item.Replace('\\', '/');

    public static Manifest Of(string path, string file, int largestInCode)
    {
        var text = new StringBuilder("modelgen-weights 1\n").Append("path ").Append(path).Append('\n');
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            var resource = stream.Length > largestInCode ? "ModelGen.Weights/" + path : null;
            Describe(stream, resource, text);
            return new Manifest(text.ToString(), resource);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Without the folder of this machine: the text goes into an error of the build.
            var what = problem is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : problem.Message.Replace('\n', ' ').Replace('\r', ' ');
            return new Manifest($"modelgen-weights 1\npath {path}\nerror {what}\n", null);
        }
    }

    public static string Hex(byte[] bytes)
    {
        var text = new StringBuilder(2 * bytes.Length);
        foreach (var value in bytes) text.Append(value.ToString("x2"));
        return text.ToString();
    }

    private static void Describe(FileStream stream, string? resource, StringBuilder text)
    {
        using var sha = SHA256.Create();
        text.Append("sha256 ").Append(Hex(sha.ComputeHash(stream))).Append('\n');
        stream.Position = 0;
        var header = Header(stream);
        text.Append("data ").Append(stream.Length - stream.Position).Append('\n');
        text.Append("header ").Append(header.Replace('\n', ' ').Replace('\r', ' ')).Append('\n');
        if (resource is not null)
        {
            text.Append("resource ").Append(resource).Append('\n');
            return;
        }
        text.Append("hex\n");
        var line = new byte[BytesInLine];
        while (Fill(stream, line) is var read and > 0)
        {
            Array.Resize(ref line, read);
            text.Append(Hex(line)).Append('\n');
            if (read < BytesInLine) break;
        }
    }

    private static string Header(Stream stream)
    {
        var prefix = new byte[LengthBytes];
        if (Fill(stream, prefix) < LengthBytes)
            throw new InvalidDataException("is too short for a safetensors file");
        ulong length = 0;
        for (var i = LengthBytes - 1; i >= 0; i--) length = length << 8 | prefix[i];
        if (length > LongestHeader || (long)length > stream.Length - LengthBytes)
            throw new InvalidDataException($"claims a header of {length} bytes: it is truncated, or no safetensors file");
        var header = new byte[(int)length];
        Fill(stream, header);
        return Encoding.UTF8.GetString(header);
    }

    private static int Fill(Stream stream, byte[] buffer)
    {
        var done = 0;
        while (done < buffer.Length && stream.Read(buffer, done, buffer.Length - done) is var read and > 0) done += read;
        return done;
    }
}
