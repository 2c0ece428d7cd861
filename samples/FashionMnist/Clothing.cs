namespace FashionMnist;

/// <summary>The images, 28 × 28 grey values from 0 to 1, and what they show.</summary>
public sealed record Clothing(DataSet Train, DataSet Test)
{
    private static readonly string[] Names =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"];

    /// <summary>Reads the four files from a folder; where it has checksums, they must be right.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="DataFormatException">A file is not what it should be.</exception>
    public static Clothing Read(string folder)
    {
        Checksums.Verify(folder);
        return new Clothing(
            DataSet.ReadIdx(Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"), Names),
            DataSet.ReadIdx(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"), Names));
    }
}
