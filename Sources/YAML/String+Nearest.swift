extension String {
    /// The name that was probably meant, or nil when none is near.
    ///
    /// Near is a third of the letters, at least one, changed, left out, added or swapped.
    package func nearest(in names: some Sequence<String>) -> String? {
        let own = Array(lowercased().unicodeScalars)
        guard (1...64).contains(own.count) else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let other = Array(name.lowercased().unicodeScalars)
            guard other.count <= 64 else { continue }
            let distance = Self.distance(own, other)
            let longer = Swift.max(own.count, other.count)
            guard distance <= Swift.max(1, longer / 3), distance < longer else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (name, distance) }
        }
        return best?.name
    }

    /// Edits between two texts, a swap of neighbours counting as one.
    ///
    /// - Cost: the product of the lengths.
    /// - Source: optimal string alignment, after Damerau (1964).
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = Swift.min(
                    last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = Swift.min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}

extension Problem {
    /// `"trucc" is no fleet; did you mean "truck"? There are: sprinkler, truck, turbine`.
    package static func unknown(
        _ name: String, at place: Place, isNo kind: String, among names: [String]
    ) -> Problem {
        var message = "\(name.inQuotes) is no \(kind)"
        if let meant = name.nearest(in: names) { message += "; did you mean \"\(meant)\"?" }
        let ending = message.hasSuffix("?") ? " " : "; "
        if names.isEmpty {
            message += ending + (ending == " " ? "There" : "there") + " are none"
        } else {
            let list = names.joined(separator: ", ")
            message += ending + (ending == " " ? "There are: " : "there are: ") + list
        }
        return Problem(place, message)
    }
}
