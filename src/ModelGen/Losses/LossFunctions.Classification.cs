namespace ModelGen;

public static partial class LossFunctions
{
    /// <summary>
    /// −t·log p − (1 − t)·log(1 − p) with p = sigmoid(logits), the mean over a sample's elements.
    /// </summary>
    /// <remarks>
    /// As t·softplus(−z) + (1 − t)·softplus(z), which neither overflows nor cancels, and whose derivative is p − t
    /// everywhere, at z = 0 too.
    /// </remarks>
    /// <param name="logits">Any shape; what a sigmoid is, or would be, applied to.</param>
    /// <param name="target">The same shape, between 0 and 1.</param>
    /// <param name="labelSmoothing">s in the smoothed target (1 − s)·t + s/2; 0 by default.</param>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor target, float labelSmoothing = 0)
    {
        var t = labelSmoothing == 0 ? target : (1 - labelSmoothing) * target + 0.5f * labelSmoothing;
        return (t * (-logits).Softplus() + (1 - t) * logits.Softplus()).Mean();
    }

    /// <summary>−Σᶜ tᶜ · log softmax(logits)ᶜ over the last axis: (…, C) → (…).</summary>
    /// <param name="logits">(…, C); what a softmax is, or would be, applied to.</param>
    /// <param name="target">The same shape: probabilities over the C classes, such as one 1 among zeros.</param>
    /// <param name="labelSmoothing">s in the smoothed target (1 − s)·t + s/C; 0 by default.</param>
    public static Tensor CategoricalCrossEntropy(Tensor logits, Tensor target, float labelSmoothing = 0)
    {
        var t = labelSmoothing == 0 ? target : (1 - labelSmoothing) * target + labelSmoothing / logits.Shape[^1];
        return -(t * logits.LogSoftmax()).Sum(-1);
    }

    /// <summary>−log softmax(logits)ᶜ of the class c = target over the last axis: (…, C) → (…).</summary>
    /// <param name="logits">(…, C); what a softmax is, or would be, applied to.</param>
    /// <param name="target">(…): numbers from 0 to C − 1.</param>
    /// <param name="labelSmoothing">s in the smoothed target (1 − s)·[class = c] + s/C; 0 by default.</param>
    public static Tensor SparseCategoricalCrossEntropy(Tensor logits, Indices target, float labelSmoothing = 0) =>
        Primitives.SparseCategoricalCrossEntropy(logits, target, labelSmoothing);

    /// <summary>
    /// Σᶜ tᶜ · (log tᶜ − log softmax(logits)ᶜ) over the last axis, where 0 · log 0 = 0: (…, C) → (…). It differs from
    /// <see cref="CategoricalCrossEntropy"/> by the entropy of the target, so its gradient is the same.
    /// </summary>
    /// <param name="logits">(…, C); what a softmax is, or would be, applied to.</param>
    /// <param name="target">The same shape: probabilities over the C classes.</param>
    public static Tensor KullbackLeibler(Tensor logits, Tensor target) =>
        (target * (target.Maximum(1e-30f).Log() - logits.LogSoftmax())).Sum(-1);
}
