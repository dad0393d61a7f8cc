/// How a number moves as time passes.
///
/// Every signal may be advanced by any span at once: a day in one step has the same distribution
/// as a day in seconds. Values are in the unit of the field.
package enum Signal: Equatable, Sendable {
    /// The same for ever; devices differ by at most `spread` either way.
    case constant(Double, spread: Double)

    /// A Brownian walk whose standard deviation after `per` is `step`; turns back at the range.
    case walk(start: Double, step: Double, per: Duration)

    /// `mean + amplitude * sin`; devices are shifted by up to `scatter` of a period.
    case sine(mean: Double, amplitude: Double, period: Duration, shift: Duration, scatter: Double)

    /// A day of 24 hours: highest at `peak`, lowest half a day away.
    ///
    /// The run begins at `start` of the day whatever the clock says, so that two runs with one
    /// seed tell the same story.
    case daily(low: Double, high: Double, peak: Duration, start: Duration)

    /// Random, but drawn back to `mean`: forgets where it was after about `relaxation`.
    ///
    /// Source: Uhlenbeck and Ornstein, "On the theory of Brownian motion" (1930); stepped exactly.
    case ornsteinUhlenbeck(mean: Double, deviation: Double, relaxation: Duration)

    /// Wind: Weibull distributed at any instant, gusts lasting about `relaxation`.
    ///
    /// Two Ornstein-Uhlenbeck processes give an exponential distribution by their squares, and its
    /// root of order `shape` is Weibull's.
    case weibull(shape: Double, scale: Double, relaxation: Duration)

    /// Straight lines between points over another field; level outside them.
    case curve(of: String, points: [Point])

    /// Grows by `step` every `per`, times field `of` if there is one (kW give kWh).
    case counter(start: Double, step: Double, per: Duration, of: String?)

    /// `factor * field + offset`, behind by about `lag`.
    case linear(of: String, factor: Double, offset: Double, lag: Duration)

    /// Relaxes towards the target of the word that field `of` shows just now.
    case follows(of: String, start: Double, targets: [Target])

    /// Falls from `full` to `empty` in `lasts`, is filled again in `charges`, and so on.
    case battery(full: Double, empty: Double, lasts: Duration, charges: Duration)

    package struct Point: Equatable, Sendable {
        package var x: Double
        package var y: Double

        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Where a value goes while a field shows `word`; it is two thirds there after `within`.
    package struct Target: Equatable, Sendable {
        package var word: String
        package var value: Double
        package var within: Duration

        package init(_ word: String, value: Double, within: Duration) {
            self.word = word
            self.value = value
            self.within = within
        }
    }
}
