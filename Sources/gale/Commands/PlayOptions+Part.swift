import Base
import Fleet
import Reactor
import Scenarios

extension PlayOptions {
    /// The part of `plan` that is played here; nil for the whole.
    ///
    /// - Throws: ``UsageError`` where it cannot be played by several gales in this way.
    func part(of plan: Plan) throws(UsageError) -> PartSettings? {
        guard !only.isEmpty else {
            guard together == nil else {
                throw UsageError("--together wants --only, which says what is played here")
            }
            return nil
        }
        guard broker != nil else {
            throw UsageError(
                "--only wants --broker: the embedded broker is for this gale alone, so the others "
                    + "could not reach it")
        }
        guard series.isSingle else {
            throw UsageError("--only is for one run; the gales of several would lose each other")
        }
        do throws(Plan.PartMistake) {
            let names = try plan.part(only)
            guard names.count < plan.cast.count else { return nil }
            let name = (together ?? plan.name).map { "/+#\0".contains($0) ? "-" : String($0) }
            return PartSettings(
                names: names, together: name.joined(),
                id: String(UInt64.random(in: .min ... .max), radix: 36),
                kernel: Fingerprint.kernel, patience: wait)
        } catch {
            throw UsageError(error.message)
        }
    }
}

extension Fingerprint {
    /// Tells kernels apart without naming one; empty where this one does not say who it is.
    fileprivate static var kernel: String {
        guard let boot = Usage.bootID else { return "" }
        var fingerprint = Fingerprint()
        fingerprint.add(boot)
        return fingerprint.text
    }
}
