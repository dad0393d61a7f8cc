/// One signal, compiled: which slots it reads and writes, and its constants.
///
/// Trivial to copy, so that walking over a model's motions counts no references. Times are seconds
/// here, rates are per second.
struct Motion: Sendable {
    enum Kind: Sendable {
        case still(value: Double, spread: Double)
        case walk(start: Double, stepPerRootSecond: Double)
        case wave(mean: Double, amplitude: Double, period: Double, turns: Double, scatter: Double)
        case ornsteinUhlenbeck(mean: Double, deviation: Double, relaxation: Double)
        case weibull(shape: Double, scale: Double, relaxation: Double)
        case curve(of: Int, from: Int, to: Int)
        /// `of` is negative when it counts time alone.
        case counter(start: Double, rate: Double, of: Int)
        case linear(of: Int, factor: Double, offset: Double, lag: Double)
        /// A range of targets, one for each word of `of`.
        case follows(of: Int, start: Double, targets: Int)
        case battery(full: Double, empty: Double, lasts: Double, charges: Double)
        /// A range of cumulative weights.
        case choice(from: Int, to: Int, every: Double)
        case route(Route.Property, memory: Int)
    }

    var kind: Kind
    /// The slot that shows the value.
    var slot: Int
    /// The first slot of what only the signal knows, such as the value without noise.
    var memory: Int
    var noise: Double
    var low: Double
    var high: Double
}

/// ``Signal/Target``, compiled.
struct Target: Sendable {
    var value: Double
    /// Seconds.
    var within: Double
}
