import MQTT
package import Reports

/// What became of one check, over all clients and occasions.
package struct DeviceTally: Sendable {
    package internal(set) var check: DeviceCheck
    package private(set) var verdict = Verdict.skipped
    package private(set) var detail: String
    /// Of the client that was worst; empty where none was wrong.
    package private(set) var transcript: [String] = []
    /// How many occasions were decided.
    package private(set) var decided = 0
    private var passed = 0
    private var wrong = 0

    init(_ check: DeviceCheck) {
        self.check = check
        detail = check.lack
    }

    /// Whether clients differed, or one client from itself.
    package var isFlaky: Bool { passed > 0 && wrong > 0 }

    mutating func pass() {
        decided += 1
        passed += 1
        guard verdict == .skipped || verdict == .inconclusive else { return }
        verdict = .passed
        detail = ""
        transcript = []
    }

    /// - Parameter isTolerable: whether the rule lets it be, though it is near its limit.
    mutating func fail(
        _ client: String, _ level: Case.Level, isTolerable: Bool, expected: String, got: String,
        _ log: () -> [String]
    ) {
        decided += 1
        wrong += 1
        let new = level == .must && !isTolerable ? Verdict.failed : .tolerated
        guard verdict != .failed, verdict != new else { return }
        verdict = new
        let why = new == .failed ? "" : "; a client may"
        detail = "\(client): expected \(expected); got \(got)\(why)"
        transcript = log()
    }

    mutating func giveUp(_ client: String, because reason: String) {
        guard verdict == .skipped else { return }
        verdict = .inconclusive
        detail = "\(client): \(reason)"
    }
}
