namespace ModelGen;

/// <summary>
/// What training minimises, each the method of <see cref="LossFunctions"/> of the same name: one value per sample, of
/// which the trainer takes the mean, weighted where samples have weights.
/// </summary>
public enum Losses
{
    /// <summary>Nothing, or the class's own <c>Loss</c> method.</summary>
    None,

    /// <summary>The mean of (y − t)².</summary>
    MeanSquaredError,

    /// <summary>The mean of |y − t|.</summary>
    MeanAbsoluteError,

    /// <summary>Squared near zero, absolute beyond <see cref="ModelAttribute.HuberDelta"/>; Huber, 1964.</summary>
    Huber,

    /// <summary>
    /// −t·log p − (1 − t)·log(1 − p) for each output, their mean. The model ends in a sigmoid, or in logits.
    /// </summary>
    BinaryCrossEntropy,

    /// <summary>
    /// −Σ t·log p for targets that are probabilities over classes. The model ends in a softmax, or in logits.
    /// </summary>
    CategoricalCrossEntropy,

    /// <summary>−log p of the target's class. The model ends in a softmax, or in logits.</summary>
    SparseCategoricalCrossEntropy,

    /// <summary>Σ t·(log t − log p) for targets that are probabilities over classes.</summary>
    KullbackLeibler,

    /// <summary>−cos of the angle between output and target along the last axis, as in Keras.</summary>
    CosineSimilarity,

    /// <summary>The mean of max(0, 1 − t · y) for targets −1 and 1.</summary>
    Hinge,

    /// <summary>The mean of max(0, 1 − t · y)² for targets −1 and 1.</summary>
    SquaredHinge,

    /// <summary>max(0, 1 + the largest y of the wrong classes − that of the right one), targets 0 and 1.</summary>
    CategoricalHinge,

    /// <summary>Connectionist temporal classification; not supported, using it is diagnostic MG0012.</summary>
    Ctc,
}

/// <summary>What the generated code runs on.</summary>
[Flags]
public enum Targets
{
    /// <summary>The processor's vector units.</summary>
    Cpu = 1,

    /// <summary>A graphics card, through ILGPU (package ModelGen.Gpu).</summary>
    Gpu = 2,
}

/// <summary>Whether a model becomes straight-line code.</summary>
public enum Unroll
{
    /// <summary>Where it is faster: nets of up to about a thousand multiplications.</summary>
    Auto,

    /// <summary>As far as a method can grow before the JIT gives up on it.</summary>
    Full,

    /// <summary>Never: loops around register tiles.</summary>
    None,
}

/// <summary>How closely the generated code follows the textbook.</summary>
public enum Precision
{
    /// <summary>Algorithms may be used that lose up to a decimal digit of 32-bit floats, such as Winograd's F(4×4).</summary>
    Standard,

    /// <summary>Only algorithms as exact as the direct one.</summary>
    Exact,

    /// <summary>
    /// Mixed precision (Micikevicius et al., 2018): products and convolutions read their weights rounded to bfloat16, and
    /// what the forward pass keeps for the backward pass is kept as bfloat16 where all that read it can convert, in half
    /// the memory. Sums, gradients, optimizers and the weights that training moves are 32-bit floats. bfloat16 has the
    /// range of a float, so no loss needs scaling; of its fraction it keeps 7 bits, so results agree to two or three digits.
    /// A model that only predicts keeps such weights as bfloat16 alone. On the processor
    /// sessions, and predictions of any length, remember keys and values as bfloat16.
    /// </summary>
    MixedBFloat16,

    /// <summary>
    /// On a GPU the operands of products and convolutions are rounded to TF32 (8 bits of exponent, 10 of fraction) for its
    /// matrix units; sums, and everything that is kept, are 32-bit floats. Each product is off by at most 2⁻¹⁰ of itself,
    /// so results agree to about three digits. On the processor it is as <see cref="Standard"/>.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// Predictions read the weights of products as 8-bit integers, a quarter of the memory, each column (output) with a
    /// scale of its own such that its largest weight is ±127 (symmetric quantization; Jacob et al., 2018); inputs and sums
    /// are 32-bit floats. Training, losses and evaluation use the weights as they are. A model that only predicts keeps
    /// such weights as integers alone, so what it saves is what is left of them. On the processor sessions, and
    /// predictions of any length, remember keys and values as bfloat16.
    /// </summary>
    Int8Weights,
}
