import Base
import Measures

/// What one gale published on one stream.
package struct StreamCount: Equatable, Sendable {
    package var stream: Int
    /// Messages that left their publisher.
    package var left: Int
    package var acknowledged: Int
    /// Milliseconds of the publisher's stamps.
    package var lastDue: Int64

    package init(stream: Int, left: Int, acknowledged: Int, lastDue: Int64) {
        self.stream = stream
        self.left = left
        self.acknowledged = acknowledged
        self.lastDue = lastDue
    }
}

/// A page of what one gale published, small enough for any broker.
package struct CountPage: Equatable, Sendable {
    /// Streams on a page.
    package static let most = 500
    /// Pages of one gale; more than any roster needs.
    static let mostPages = 100_000

    /// A later revision replaces all pages of an earlier one.
    package var revision: Int
    package var number: Int
    package var of: Int
    package var streams: [StreamCount]

    package init(revision: Int, number: Int, of: Int, streams: [StreamCount]) {
        self.revision = revision
        self.number = number
        self.of = of
        self.streams = streams
    }

    /// All pages for `counts`; one that is empty where nothing was published.
    package static func pages(_ counts: [StreamCount], revision: Int) -> [CountPage] {
        let of = max(1, (counts.count + most - 1) / most)
        return (0..<of).map { number in
            let rest = counts.dropFirst(number * most).prefix(most)
            return CountPage(revision: revision, number: number, of: of, streams: Array(rest))
        }
    }
}

/// The pages of one gale that have come so far.
package struct CountBook: Equatable, Sendable {
    private var revision = 0
    private var pages: [Int: [StreamCount]] = [:]
    private var of = 0
    /// The counts of the newest revision that came whole; nil before the first.
    package private(set) var counts: [StreamCount]?

    package init() {}

    /// Takes a page, which may come twice; the streams of others are left out.
    package mutating func take(_ page: CountPage, where isOwn: (Int) -> Bool) {
        guard page.revision >= revision else { return }
        if page.revision > revision {
            revision = page.revision
            of = page.of
            pages = [:]
        }
        guard page.of == of, page.number < of else { return }
        pages[page.number] = page.streams.filter { isOwn($0.stream) }
        if pages.count == of { counts = (0..<of).flatMap { pages[$0]! } }
    }
}

extension StreamCount {
    var json: JSON {
        .array([
            .integer(Int64(stream)), .integer(Int64(left)), .integer(Int64(acknowledged)),
            .integer(lastDue),
        ])
    }

    init?(_ json: JSON) {
        guard let numbers = json.array?.compactMap(\.integer), numbers.count == 4,
            numbers[..<3].allSatisfy({ (0...Int64(UInt32.max)).contains($0) }),
            numbers[1] >= numbers[2], numbers[3].magnitude < 1 << 60
        else { return nil }
        self.init(
            stream: Int(numbers[0]), left: Int(numbers[1]), acknowledged: Int(numbers[2]),
            lastDue: numbers[3])
    }
}

extension CountPage {
    init?(_ json: JSON) {
        guard let revision = json["revision"]?.integer, let number = json["page"]?.integer,
            let of = json["of"]?.integer, (1...Int64(UInt32.max)).contains(revision),
            (1...Int64(Self.mostPages)).contains(of), (0..<of).contains(number),
            let streams = json["streams"]?.array, streams.count <= Self.most
        else { return nil }
        let counts = streams.compactMap(StreamCount.init)
        guard counts.count == streams.count else { return nil }
        self.init(revision: Int(revision), number: Int(number), of: Int(of), streams: counts)
    }
}
