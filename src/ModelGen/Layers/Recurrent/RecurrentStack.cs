namespace ModelGen;

/// <summary>Recurrent layers one above the other, in one or both directions.</summary>
internal static class RecurrentStack
{
    /// <summary>(steps, features) → the output, and the states after the last step in PyTorch's order: of each layer forward, backward.</summary>
    public static (Tensor Output, Tensor Hidden, Tensor State) Run(
        Tensor x, RecurrentOptions options, Tensor? mask, Tensor? hidden, Tensor? state)
    {
        Check(x, options);
        var hiddens = new Tensor[options.Runs];
        var states = new Tensor[options.Runs];
        for (var layer = 0; layer < options.Layers; layer++)
        {
            if (options.Dropout != 0 && Tensor.IsTraining)
                x *= Primitives.DropoutMask(x.Slice(0, 0, 1), options.Dropout);
            var sequences = new Tensor[options.Directions];
            for (var direction = 0; direction < options.Directions; direction++)
            {
                var run = layer * options.Directions + direction;
                var reversed = options.Reversed != (direction == 1);
                var (h, c) = RecurrentRun.Run(
                    x, options, $"_l{layer}" + (direction == 1 ? "_reverse" : ""), reversed, mask,
                    Initial(hidden, state, run, options), Initial(state, hidden, run, options));
                var last = reversed ? 0 : x.Shape[0] - 1;
                hiddens[run] = h.Slice(0, last, 1);
                states[run] = c.Slice(0, last, 1);
                sequences[direction] = h;
            }
            x = options.Bidirectional ? Tensor.Concat(sequences) : sequences[0];
        }
        return (options.ReturnSequences ? x : Last(hiddens, options), Together(hiddens, options), Together(states, options));
    }

    private static void Check(Tensor x, RecurrentOptions options)
    {
        if (x.Shape.Rank != 2)
            throw new ArgumentException($"MG0101: A recurrent layer expects (steps, features), but got the shape {x.Shape}.");
        if (options.Units < 1)
            throw new ArgumentException($"'units' must be at least 1, not {options.Units}.", "units");
        if (options.Layers < 1)
            throw new ArgumentException($"'layers' must be at least 1, not {options.Layers}.", "layers");
        if (options.Dropout < 0 || options.Dropout >= 1)
            throw new ArgumentException($"'dropout' must be at least 0 and below 1, not {options.Dropout}.", "dropout");
        if (options.RecurrentDropout < 0 || options.RecurrentDropout >= 1)
            throw new ArgumentException($"'recurrentDropout' must be at least 0 and below 1, not {options.RecurrentDropout}.", "recurrentDropout");
        if (options.Bidirectional && options.Reversed)
            throw new ArgumentException("A bidirectional layer runs both ways; 'reversed' has no meaning there.", "reversed");
    }

    /// <summary>A run's state before its first step; 0 where only the other state is given.</summary>
    private static Tensor? Initial(Tensor? given, Tensor? other, int run, RecurrentOptions options)
    {
        if (given is { } states)
            return options.Runs == 1 && states.Shape.Rank == 1 ? states : states.Slice(0, run, 1).Reshape(options.Units);
        return other is null ? null : Tensor.Constant(0).BroadcastTo(options.Units);
    }

    /// <summary>(units) of the last layer, or (2 · units): forward after the last step, backward after the first.</summary>
    private static Tensor Last(Tensor[] hiddens, RecurrentOptions options) => options.Bidirectional
        ? hiddens[^2].Concat(hiddens[^1]).Reshape(2 * options.Units)
        : hiddens[^1].Reshape(options.Units);

    /// <summary>(units), or where several cells run (layers · directions, units).</summary>
    private static Tensor Together(Tensor[] states, RecurrentOptions options) =>
        options.Runs == 1 ? states[0].Reshape(options.Units) : Tensor.Concat(states, 0);
}
