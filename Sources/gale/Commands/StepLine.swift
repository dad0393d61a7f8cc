import Glibc

/// What is being done: one line on a terminal, which renews itself and goes away.
struct StepLine {
    private let isShown: Bool

    init(isQuiet: Bool) { isShown = !isQuiet && isatty(STDERR_FILENO) == 1 }

    func show(_ step: String) { write("\r\u{1B}[K\(step)") }

    func end() { write("\r\u{1B}[K") }

    private func write(_ text: String) {
        guard isShown else { return }
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
