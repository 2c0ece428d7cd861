using System.Text;

namespace ModelGen;

/// <summary>Reads text files that must be UTF-8, where a byte that is not is a mistake and not a question mark.</summary>
public static class TextFile
{
    private const int BlockSize = 1 << 16;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file, read when they are asked for; they end in LF or CR LF. A byte order mark is passed over.</summary>
    /// <exception cref="DataFormatException">A line is not UTF-8; says which, and at which byte of the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BlockSize];
        int start = 0, end = 0, line = 1;
        long offset = 0;        // of the buffer's beginning in the file
        while (true)
        {
            var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                yield return Decode(path, buffer.AsSpan(start, feed), line++, offset + start);
                start += feed + 1;
                continue;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (offset, end, start) = (offset + start, end - start, 0);
            if (end == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                break;
            end += read;
        }
        if (end > 0)
            yield return Decode(path, buffer.AsSpan(0, end), line, offset);
    }

    /// <summary>All of a file.</summary>
    /// <exception cref="DataFormatException">It is not UTF-8; says at which line and byte.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        try
        {
            return Strict.GetString(WithoutMark(bytes, 0));
        }
        catch (DecoderFallbackException)
        {
            foreach (var line in ReadLines(path))      // finds the line
                _ = line;
            throw;
        }
    }

    private static string Decode(string path, Span<byte> bytes, int line, long offset)
    {
        var text = bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes;
        var marked = text.Length;
        text = WithoutMark(text, offset);
        marked -= text.Length;
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DataFormatException(path, $"line {line}, byte {offset + marked + exception.Index}",
                $"expected UTF-8, found {string.Join(' ', exception.BytesUnknown!.Select(value => $"0x{value:X2}"))}", exception);
        }
    }

    private static Span<byte> WithoutMark(Span<byte> text, long offset) =>
        offset == 0 && text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
}
