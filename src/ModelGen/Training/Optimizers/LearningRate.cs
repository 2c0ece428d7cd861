namespace ModelGen;

/// <summary>
/// How far an optimizer goes in one step, as a function of the number of the step. A number is a constant rate:
/// <c>new Adam(1e-3f)</c>, <c>new Sgd(LearningRate.Cosine(0.1f, steps: 10_000).WarmUp(500))</c>. Stateless, so that an
/// interrupted training goes on with the rate it would have had.
/// </summary>
public abstract record LearningRate
{
    /// <summary>The rate of one step.</summary>
    /// <param name="step">Steps done before it: 0 for the first.</param>
    public abstract float At(ulong step);

    /// <summary>A constant rate.</summary>
    public static implicit operator LearningRate(float rate) => Constant(rate);

    /// <summary>The same rate at every step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public static LearningRate Constant(float rate) => new ConstantRate(Checked(rate));

    /// <summary>rate · factor^⌊step / every⌋</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, the factor not positive, or every 0.</exception>
    public static LearningRate Steps(float rate, int every, float factor = 0.1f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return new StepRate(Checked(rate), every, CheckedFactor(factor));
    }

    /// <summary>rate · factor^(step / every), without steps in between.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, the factor not positive, or every 0.</exception>
    public static LearningRate Exponential(float rate, float factor, int every = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return new ExponentialRate(Checked(rate), CheckedFactor(factor), every);
    }

    /// <summary>
    /// From <paramref name="rate"/> down to <paramref name="minimum"/> along half a cosine over
    /// <paramref name="steps"/> steps, and constant afterwards (Loshchilov and Hutter, 2017, without restarts).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, or there are no steps.</exception>
    public static LearningRate Cosine(float rate, int steps, float minimum = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new CosineRate(Checked(rate), steps, Checked(minimum));
    }

    /// <summary>
    /// One cycle (Smith and Topin, 2018), as PyTorch's <c>OneCycleLR</c>: along half a cosine from
    /// <paramref name="rate"/> / <paramref name="divisor"/> up to <paramref name="rate"/> over the first
    /// <paramref name="rise"/> of the steps, then down to 1 / <paramref name="finalDivisor"/> of where it began, and
    /// constant afterwards. Momentum stays as it is.
    /// </summary>
    /// <param name="rate">The highest rate.</param>
    /// <param name="steps">Steps of the cycle: epochs times batches per epoch.</param>
    /// <param name="rise">The share of the steps that rise, between 0 and 1, both excluded.</param>
    /// <param name="divisor">The highest rate over the first one.</param>
    /// <param name="finalDivisor">The first rate over the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative, a divisor not positive, or the share or the number of steps too small.</exception>
    public static LearningRate OneCycle(float rate, int steps, float rise = 0.3f, float divisor = 25, float finalDivisor = 1e4f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (!(rise is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(rise), rise, "The share of steps that rise lies between 0 and 1.");
        return new OneCycleRate(Checked(rate), steps, rise, CheckedFactor(divisor), CheckedFactor(finalDivisor));
    }

    /// <summary>
    /// Rises in a line over the first <paramref name="steps"/> steps, (step + 1) / steps of this schedule's first rate;
    /// then this schedule begins (Goyal et al., 2017).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
    public LearningRate WarmUp(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        return new WarmUpRate(this, steps);
    }

    private static float Checked(float rate) => float.IsFinite(rate) && rate >= 0
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A learning rate is a finite number of at least 0.");

    private static float CheckedFactor(float factor) => float.IsFinite(factor) && factor > 0
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor of a decay is a finite number above 0.");

    private sealed record ConstantRate(float Rate) : LearningRate
    {
        public override float At(ulong step) => Rate;
    }

    private sealed record StepRate(float Rate, int Every, float Factor) : LearningRate
    {
        public override float At(ulong step) => (float)(Rate * Math.Pow(Factor, step / (ulong)Every));
    }

    private sealed record ExponentialRate(float Rate, float Factor, int Every) : LearningRate
    {
        public override float At(ulong step) => (float)(Rate * Math.Pow(Factor, (double)step / Every));
    }

    private sealed record CosineRate(float Rate, int Length, float Minimum) : LearningRate
    {
        public override float At(ulong step) => step >= (ulong)Length ? Minimum
            : (float)(Minimum + (Rate - Minimum) * 0.5 * (1 + Math.Cos(Math.PI * step / Length)));
    }

    private sealed record OneCycleRate(float Rate, int Length, float Rise, float Divisor, float FinalDivisor) : LearningRate
    {
        public override float At(ulong step)
        {
            double first = Rate / (double)Divisor, last = first / FinalDivisor;
            double top = (double)Rise * Length - 1, end = Length - 1;       // steps from 0; the last one is end
            return (float)(step >= end ? last
                : step <= top ? HalfCosine(first, Rate, step / top)
                : HalfCosine(Rate, last, (step - top) / (end - top)));
        }

        private static double HalfCosine(double from, double to, double part) =>
            to + (from - to) * 0.5 * (1 + Math.Cos(Math.PI * part));
    }

    private sealed record WarmUpRate(LearningRate Then, int Length) : LearningRate
    {
        public override float At(ulong step) => step < (ulong)Length
            ? (float)(Then.At(0) * ((step + 1.0) / Length))
            : Then.At(step - (ulong)Length);
    }
}
