import Glibc
import Reports

/// How far a long piece of work is: one line on a terminal, which renews itself and goes away.
final class ProgressLine {
    private let whole: Int?
    private let isShown = isatty(STDERR_FILENO) == 1
    private var next = ProgressLine.step

    /// Things from one renewal to the next: about half a second.
    private static let step = 4096

    init(of whole: Int?) {
        self.whole = whole
    }

    deinit {
        if isShown, next > Self.step { Self.write("\r\u{1B}[K") }
    }

    func show(_ done: Int) {
        guard isShown, done >= next else { return }
        next = done + Self.step
        let whole = whole.map { " of \(Figure.count($0))" } ?? ""
        Self.write("\r\(Figure.count(done))\(whole) things")
    }

    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
