namespace ModelGen;

/// <summary>A data file is not what its reader expects; the message says where and what was expected.</summary>
public sealed class DataFormatException : FormatException
{
    /// <summary>Makes the message <c>file, position: problem</c>.</summary>
    /// <param name="file">The file as it was named by the caller.</param>
    /// <param name="position">Where: a line and column of text, or a byte offset.</param>
    /// <param name="problem">What is wrong there and what was expected.</param>
    /// <param name="inner">The lower-level failure, if there is one.</param>
    public DataFormatException(string file, string position, string problem, Exception? inner = null)
        : base($"{file}, {position}: {problem}", inner) => (File, Position) = (file, position);

    /// <summary>The file as it was named by the caller.</summary>
    public string File { get; }

    /// <summary>Where in the file, such as <c>line 3, column 'age'</c> or <c>byte 16</c>.</summary>
    public string Position { get; }
}
