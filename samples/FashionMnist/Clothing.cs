using System.Security.Cryptography;

namespace FashionMnist;

/// <summary>The images, 28 × 28 grey values from 0 to 1, and what they show.</summary>
public sealed record Clothing(DataSet Train, DataSet Test)
{
    private static readonly string[] Names =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"];

    /// <summary>Reads the four files from a folder; where it has checksums, they must be right.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="FormatException">A file is not what it should be.</exception>
    public static Clothing Read(string folder)
    {
        var sums = Path.Combine(folder, "SHA256SUMS");
        if (File.Exists(sums))
            foreach (var line in File.ReadLines(sums).Where(line => line.Length > 66))
                Verify(Path.Combine(folder, line[66..].Trim()), line[..64]);
        return new Clothing(
            DataSet.ReadIdx(Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"), Names),
            DataSet.ReadIdx(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"), Names));
    }

    private static void Verify(string path, string expected)
    {
        using var stream = File.OpenRead(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (actual != expected)
            throw new FormatException($"{path} is damaged: its SHA-256 is {actual}, expected {expected}.");
    }
}
