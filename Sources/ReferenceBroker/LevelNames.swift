/// The names of topic levels, each kept once and known by a number.
struct LevelNames: Sendable {
    static let plus: Int32 = 0
    static let hash: Int32 = 1

    private var numbers: [Exact<Substring>: Int32] = [:]
    private var names: [Substring] = []
    private var uses: [Int32] = []
    private var free: [Int32] = []

    init() {
        // The wildcards keep their numbers for ever.
        _ = use("+")
        _ = use("#")
    }

    func number(for name: some StringProtocol) -> Int32? {
        numbers[Exact(Substring(name))]
    }

    func name(of number: Int32) -> Substring { names[Int(number)] }

    /// The number of `name`, given one more use.
    mutating func use(_ name: some StringProtocol) -> Int32 {
        if let number = numbers[Exact(Substring(name))] {
            uses[Int(number)] += 1
            return number
        }
        // A string of its own, lest a level keep the whole topic it was cut from.
        let own = Substring(String(name))
        let number: Int32
        if let reused = free.popLast() {
            number = reused
            names[Int(number)] = own
            uses[Int(number)] = 1
        } else {
            number = Int32(names.count)
            names.append(own)
            uses.append(1)
        }
        numbers[Exact(own)] = number
        return number
    }

    mutating func release(_ number: Int32) {
        uses[Int(number)] -= 1
        guard uses[Int(number)] == 0 else { return }
        numbers[Exact(names[Int(number)])] = nil
        names[Int(number)] = ""
        free.append(number)
    }
}
