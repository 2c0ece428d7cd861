namespace ModelGen;

/// <summary>What the numbers that a model predicts mean, so that metrics can be worked out.</summary>
public enum OutputKind
{
    /// <summary>Real values: regression.</summary>
    Linear,

    /// <summary>Probabilities of mutually exclusive classes that sum to 1 (softmax).</summary>
    Probabilities,

    /// <summary>Scores of mutually exclusive classes before the softmax, where the loss applies it.</summary>
    Logits,

    /// <summary>Independent probabilities of yes-or-no questions, one per output (sigmoid).</summary>
    Sigmoid,

    /// <summary>Scores of yes-or-no questions before the sigmoid, where the loss applies it.</summary>
    SigmoidLogits,
}
