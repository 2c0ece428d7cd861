namespace ModelGen.Compiler.Weights;

/// <summary>A file of weights as the build describes it to the compiler; compares by content.</summary>
/// <param name="Path">Relative to the project, with slashes: what <c>[Weights]</c> names it by.</param>
/// <param name="Error">What is wrong with it, as the end of a sentence about the file; null for a whole one.</param>
/// <param name="Sha256">Of the whole file, in hexadecimal digits.</param>
/// <param name="Tensors">Its tensors in the order of their data.</param>
/// <param name="Metadata">Text that the file carries, by keys.</param>
/// <param name="DataLength">Bytes behind the header.</param>
/// <param name="Resource">The resource of the assembly that holds the file; null if <paramref name="Hex"/> has its data.</param>
/// <param name="Hex">The bytes behind the header, two digits each, line by line.</param>
public sealed record WeightFile(
    string Path,
    string? Error,
    string Sha256,
    EquatableArray<WeightTensor> Tensors,
    EquatableArray<(string Key, string Value)> Metadata,
    long DataLength,
    string? Resource,
    string Hex)
{
    /// <summary>The extension of the description in the compiler's additional files.</summary>
    public const string Extension = ".modelgen-weights";

    /// <summary>A file that no model can use.</summary>
    public static WeightFile Damaged(string path, string error) => new(path, error, "", [], [], 0, null, "");

    /// <summary>Whether this is the file that a model names.</summary>
    public bool IsCalled(string name) => string.Equals(Path, Normalize(name), StringComparison.Ordinal);

    private static string Normalize(string name)
    {
        var path = name.Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path.Substring(2) : path;
    }
}

/// <param name="Name">The name in the file.</param>
/// <param name="Element">How its numbers are stored, by the name in the file: <c>F32</c>.</param>
/// <param name="Shape">The shape in the file.</param>
/// <param name="Offset">The first byte, counted from the start of the data.</param>
public sealed record WeightTensor(string Name, string Element, EquatableArray<int> Shape, long Offset);
