import Base
import Measures

/// One stream and one subscriber with every message remembered: slow, simple and surely right.
struct Oracle {
    /// Due instants by number, in milliseconds.
    var dues: [Int64] = []
    private var times: [Int: Int] = [:]
    private var newest = -1
    var duplicated = 0
    var reordered = 0

    var distinct: Int { times.count }
    var missing: [Int] { dues.indices.filter { times[$0] == nil } }

    /// Takes message `number` and says what it is.
    mutating func receive(_ number: Int) -> DeliveredStream.Outcome {
        times[number, default: 0] += 1
        if times[number]! > 1 {
            duplicated += 1
            return .duplicate
        }
        guard number > newest else {
            reordered += 1
            return .late
        }
        let missing = number - newest - 1
        newest = number
        return missing > 0 ? .afterGap(missing: missing) : .inOrder
    }
}

/// How badly a made-up broker behaves; shares are of all messages.
struct Mischief {
    var lost = 0.0
    var duplicated = 0.0
    var delayed = 0.0
    /// Messages that a delayed one or a duplicate may stay behind.
    var behind = 100
    /// Numbers in here are swallowed.
    var swallowed: [Range<Int>] = []

    /// The numbers in the order in which they arrive.
    func arrivals(of count: Int, _ random: inout SplitMix64) -> [Int] {
        var arrivals: [(place: Double, number: Int)] = []
        for number in 0..<count {
            if random.unit() < lost || swallowed.contains(where: { $0.contains(number) }) {
                continue
            }
            let delay = random.unit() < delayed ? random.between(1, Double(behind)) : 0
            arrivals.append((Double(number) + delay, number))
            while random.unit() < duplicated {
                let later = delay + random.between(0.1, Double(behind))
                arrivals.append((Double(number) + later, number))
            }
        }
        return arrivals.sorted { ($0.place, $0.number) < ($1.place, $1.number) }.map(\.number)
    }
}
