/**
 * The Gini index of `values` ≥ 0: 0 where all are equal (and of none, or of nothing), towards 1 where one has everything.
 *
 * G = Σ_i Σ_j |x_i − x_j| ÷ (2 n² mean) (Gini 1912, "Variabilità e mutabilità"), computed from the values in ascending order
 * as 2 Σ i x_i ÷ (n Σ x) − (n + 1) ÷ n (Sen 1973, "On Economic Inequality"). Worked example: 0, 0, 1 and 3: sums 4 and
 * 3 · 1 + 4 · 3 = 15; 30 ÷ 16 − 5 ÷ 4 = 0.625. O(n log n).
 */
export function measureGini(values: readonly number[]): number {
  const count = values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const ranked = values.toSorted((a, b) => a - b).reduce((total, value, i) => total + (i + 1) * value, 0);
  return (2 * ranked) / (count * sum) - (count + 1) / count;
}

/**
 * Jain's index of fairness of `values` ≥ 0: 1 where all are equal (and of none, or of nothing), 1 ÷ n where one has everything; k of n
 * who share equally, the others nothing, give k ÷ n.
 *
 * J = (Σ x)² ÷ (n Σ x²) (Jain, Chiu and Hawe 1984, "A quantitative measure of fairness and discrimination for resource
 * allocation in shared computer systems", DEC TR-301). Worked example: 0, 0, 1 and 3: 16 ÷ (4 · 10) = 0.4. O(n).
 */
export function measureJain(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 1;
  return sum ** 2 / (values.length * values.reduce((total, value) => total + value ** 2, 0));
}
