namespace TextSentiment;

/// <summary>Sizes that both models share: the 10,000 most frequent words, sentences of 50.</summary>
public static class Text
{
    public const int Vocabulary = 10_000, Length = 50;
}

/// <summary>Word vectors, two LSTMs over them, and one probability.</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
public sealed partial class SentimentLstm
{
    private static Tensor Forward([Input(Text.Length)] Indices tokens)
    {
        var words = tokens.NotEqual(0);     // padding carries the states over
        return tokens.Embedding(Text.Vocabulary, 128, deviation: 0.05f)
            .Dropout(0.7f)
            .LSTM(64, words, returnSequences: true)
            .LSTM(32, words)
            .Dropout(0.5f)
            .Dense(1, Activation.Sigmoid);
    }
}

/// <summary>Word vectors and places, one block of a Transformer's encoder, the mean over the words, one probability.</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
public sealed partial class SentimentTransformer
{
    private static Tensor Forward([Input(Text.Length)] Indices tokens)
    {
        var words = tokens.NotEqual(0);     // padding is seen by nobody
        var x = tokens.Embedding(Text.Vocabulary, 64, deviation: 0.05f)
            + Tensor.Parameter("position", [Text.Length, 64], Initializer.Normal, scale: 0.05f);
        x = x.Dropout(0.5f).EncoderBlock(4, words, hidden: 128, normFirst: true, dropout: 0.2f);

        var share = (words / words.Sum().Maximum(1)).Reshape(Text.Length, 1);
        return (x * share).Sum(0).Dropout(0.5f).Dense(1, Activation.Sigmoid);
    }
}
