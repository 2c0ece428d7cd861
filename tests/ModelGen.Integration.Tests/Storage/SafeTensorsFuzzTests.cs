using System.Text;
using CsCheck;

namespace ModelGen.Tests.Storage;

public class SafeTensorsFuzzTests
{
    private static readonly byte[] Whole = MakeFile();

    private static byte[] MakeFile()
    {
        var writer = new SafeTensorsWriter { Metadata = { ["format"] = "pt", ["note"] = "fuzz" } };
        writer.Add("dense1.weight", [4, 3], [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        writer.Add("dense1.bias", [4], [1f, 2, 3, 4]);
        writer.Add("steps", [], [7]);
        using var stream = new MemoryStream();
        writer.Save(stream);
        return stream.ToArray();
    }

    private static int HeaderEnd => 8 + BitConverter.ToInt32(Whole);

    // Replaces, removes, repeats or inserts a few bytes; the stated length of the header follows, or does not.
    private static readonly Gen<byte[]> Mutants =
        Gen.Select(Gen.Int[0, 3], Gen.Int[8, HeaderEnd - 1], Gen.Int[1, 6], Gen.Byte, Gen.Bool, Gen.Int[8, HeaderEnd - 1])
            .Array[1, 4].Select(edits =>
            {
                List<byte> file = [.. Whole];
                foreach (var (kind, at, length, value, keepsLength, other) in edits)
                {
                    var before = file.Count;
                    var from = Math.Min(at, file.Count - length);
                    if (kind == 0) file[from] = value;
                    else if (kind == 1) file.RemoveRange(from, length);
                    else if (kind == 2) file.InsertRange(from, file.GetRange(Math.Min(other, file.Count - length), length));
                    else file[from] = "0123456789{}[],:\"-eE "u8[value % 21];
                    if (!keepsLength) continue;
                    var stated = BitConverter.ToInt64([.. file.Take(8)]) + file.Count - before;
                    for (var i = 0; i < 8; i++) file[i] = BitConverter.GetBytes(stated)[i];
                }
                return file.ToArray();
            });

    [Fact]
    public void A_mutant_is_either_refused_or_whole() => Mutants.Sample(file =>
    {
        try
        {
            var read = SafeTensors.Read(file);
            var bytes = read.Sum(tensor => (long)tensor.Bytes.Length);
            return bytes == file.Length - 8 - BitConverter.ToInt64(file)
                && read.All(tensor => tensor.Shape.Aggregate(1L, (product, extent) => product * extent) == tensor.Length);
        }
        catch (SafeTensorsException exception)
        {
            return exception.Message.Length > 0;
        }
    }, iter: 20_000, print: file => Encoding.Latin1.GetString(file));
}
