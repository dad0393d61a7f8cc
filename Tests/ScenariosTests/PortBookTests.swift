import Base
import Testing

@testable import Scenarios

@Suite struct PortBookTests {
    /// What is known at 100 s, of runs that ended 70, 50, 30 and 10 s before.
    private static func book(links: Int, sources: Int = 1) -> PortBook {
        var book = PortBook(ports: 28_232, sources: sources)
        for end in [30, 50, 70, 90] {
            book.note(
                links, to: "there", endedAt: .zero + .seconds(end), keptFor: PortBook.timeWait)
        }
        return book
    }

    @Test(arguments: [
        // Three runs are within the last minute: 4,000 links each leave room for 2,116.
        (4000, 2000, 1, 100), (4000, 2117, 1, 110), (4000, 6117, 1, 130), (4000, 10_117, 1, 150),
        // More than there is room for at all waits for all that is kept.
        (4000, 20_000, 1, 150), (14_000, 116, 1, 130), (14_000, 117, 1, 150),
        // Another source doubles everything.
        (4000, 16_000, 2, 100), (14_000, 117, 2, 110), (100, 100, 1, 100),
    ])
    func `a run starts when it finds room among the ports`(
        kept: Int, links: Int, sources: Int, second: Int
    ) {
        let book = Self.book(links: kept, sources: sources)
        let now = Instant.zero + .seconds(100)
        #expect(book.start(of: links, to: "there", now: now) == .zero + .seconds(second))
        #expect(book.start(of: links, to: "elsewhere", now: now) == now)
    }

    @Test
    func `where ports are taken over, a second is enough`() {
        var book = PortBook(ports: 28_232, sources: 1)
        let end = Instant.zero + .seconds(5)
        book.note(15_000, to: "here", endedAt: end, keptFor: PortBook.takeOver)
        #expect(book.start(of: 15_000, to: "here", now: end) == end + .seconds(1))
        #expect(book.start(of: 15_000, to: "here", now: end + .seconds(1)) == end + .seconds(1))
    }
}
