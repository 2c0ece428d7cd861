namespace ModelGen.Integration.Tests.Models;

/// <summary>A mean of word vectors, in the stack form: integers go in.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(5)]
[Embedding(12, 20)]
[Flatten]
[Dense(3, Activation.Softmax)]
public sealed partial class WordBag;

/// <summary>One table that embeds the words and, transposed, tells them apart; words 0 are padding.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class TiedWords
{
    static Tensor Forward([Input(5)] Indices words, [Input] Indices length)
    {
        var table = Tensor.Parameter("table", 12, 36);
        var mask = (words.NotEqual(0) * length.LengthMask(5)).Reshape(5, 1);
        var mean = (Primitives.Lookup(table, words) * mask).Sum(0) / mask.Sum().Maximum(1);
        return mean.MatMul(table, transposeRight: true).Softmax();
    }
}
