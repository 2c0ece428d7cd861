namespace ModelGen.Compiler.Emit;

// What a kernel writes of a row.
public abstract partial class GpuRowKernel
{
    /// <summary>A row in work.</summary>
    private protected sealed class Row(GpuRowKernel kernel, CodeWriter code, KernelNames names, LoopLocals locals, string row, string lane)
    {
        private readonly string loop = kernel.Kept == 0 ? locals.Take("c") : lane;
        private int index;      // which of a lane's elements is at hand

        /// <summary>The column that a pass has come to.</summary>
        public string Column => index == 0 ? loop : $"{lane} + {index * kernel.Lanes}";

        /// <summary>Names in use.</summary>
        public IEnumerable<string> Taken => locals.Taken;

        /// <summary>A name for a local.</summary>
        public string Local(string wanted) => locals.Take(wanted);

        /// <summary>What follows is done by one thread alone.</summary>
        public string First => $"{lane} == 0";

        /// <summary>Every element of the row, shared by the lanes.</summary>
        public void Pass(Action<CodeWriter> body)
        {
            if (kernel.Kept == 0)
                KernelText.Block(code, $"for (var {loop} = {lane}; {loop} < {kernel.Columns}; {loop} += {kernel.Lanes})", body);
            for (index = 0; index < kernel.Kept; index++)
                if (IsPartial) KernelText.Block(code, $"if ({Column} < {kernel.Columns})", body);
                else body(code);
            index = 0;
        }

        /// <summary>Reads an element for all passes that follow.</summary>
        /// <param name="wanted">What to call it.</param>
        /// <param name="element">The element of the column at hand.</param>
        public KeptElement Keep(string wanted, Func<string> element)
        {
            if (kernel.Kept == 0) return new KeptElement(this, [], element());
            var kept = new string[kernel.Kept];
            for (index = 0; index < kept.Length; index++)
            {
                kept[index] = locals.Take(kept.Length == 1 ? wanted : wanted + index);
                code.Line($"var {kept[index]} = {(IsPartial ? $"{Column} < {kernel.Columns} ? {element()} : 0f" : element())};");
            }
            index = 0;
            return new KeptElement(this, kept, "");
        }

        // Whether some lanes have no such element.
        private bool IsPartial => (index + 1) * kernel.Lanes > kernel.Columns;

        /// <summary>The sum or extremum over the lanes, which all of them then have.</summary>
        public string Over(string fold, string value) => $"GpuReduce.{(kernel.IsLong ? "Group" : "Warp")}{fold}({value})";

        /// <summary>An operand's element of the column at hand, where it has rows like the kernel's, or one row for all.</summary>
        public string Element(Value operand) => Place(operand, Column);

        /// <summary>An operand's element of a column.</summary>
        public string Place(Value operand, string at)
        {
            var name = Name(operand);
            if (operand.Shape.Length == 1 && !operand.IsBatched) return $"{name}[0]";
            var start = operand.Shape.Length == kernel.Columns && !operand.IsBatched && kernel.rows.Shape.RowCount > 1
                || operand.Shape.Length == kernel.Columns && !operand.IsBatched && kernel.IsBatched ? "" : $"{RowOf(operand)} * {kernel.Columns} + ";
            return $"{name}[{start}{at}]";
        }

        /// <summary>An operand's number that there is one of for each row.</summary>
        public string Number(Value operand) => $"{Name(operand)}[{RowOf(operand)}]";

        /// <summary>The name of an operand.</summary>
        public string Name(Value operand)
        {
            for (var i = 0; i < kernel.Inputs.Count; i++)
                if (kernel.Inputs[i] == operand) return names.Inputs[i];
            for (var i = 0; i < kernel.Outputs.Count; i++)
                if (kernel.Outputs[i] == operand) return names.Outputs[i];
            throw new InvalidOperationException($"{operand} is no operand.");
        }

        // What all samples share has the rows of one.
        private string RowOf(Value operand) =>
            operand.IsBatched || !kernel.IsBatched ? row
            : kernel.rows.Shape.RowCount == 1 ? "0" : $"({row} % {kernel.rows.Shape.RowCount})";

        /// <summary>The element of the column at hand in each pass: a register, or an expression that reads it again.</summary>
        public sealed class KeptElement(Row row, string[] registers, string expression)
        {
            private string expression = expression;

            /// <summary>Changes it for what follows.</summary>
            public void Set(CodeWriter body, string value)
            {
                if (registers.Length == 0) expression = KernelText.Primary(value);
                else body.Line($"{this} = {value};");
            }

            /// <summary>What to call it where it is wanted several times.</summary>
            public string Named(CodeWriter body, string name)
            {
                if (registers.Length > 0) return ToString();
                body.Line($"var {name} = {expression};");
                return name;
            }

            /// <inheritdoc/>
            public override string ToString() => registers.Length == 0 ? expression : registers[row.index];
        }
    }
}
