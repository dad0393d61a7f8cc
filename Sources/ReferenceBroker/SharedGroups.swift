import MQTT

/// The groups of clients that share a subscription (5.0 §4.8.2), and whose turn it is.
struct SharedGroups: Sendable {
    /// A group that may have ended meanwhile, and its number gone to another.
    struct Handle: Equatable, Sendable {
        var number: Int32
        var serial: UInt32

        static let none = Handle(number: -1, serial: 0)
    }

    struct Group: Sendable {
        fileprivate var key: Key
        var members: [Subscriber] = []
        /// The member that is asked first.
        var turn = 0
        fileprivate var serial: UInt32

        var node: Int { Int(key.node) }
    }

    fileprivate struct Key: Hashable, Sendable {
        var name: Exact<String>
        var node: Int32
    }

    private var groups: [Group] = []
    private var free: [Int32] = []
    private var numbers: [Key: Int32] = [:]
    private var serial: UInt32 = 0

    subscript(number: Int) -> Group {
        get { groups[number] }
        _modify { yield &groups[number] }
    }

    func number(named name: String, at node: Int) -> Int? {
        numbers[Key(name: Exact(name), node: Int32(node))].map(Int.init)
    }

    mutating func add(named name: String, at node: Int) -> Int {
        let key = Key(name: Exact(name), node: Int32(node))
        serial &+= 1
        let group = Group(key: key, serial: serial)
        let number: Int
        if let reused = free.popLast() {
            number = Int(reused)
            groups[number] = group
        } else {
            number = groups.count
            groups.append(group)
        }
        numbers[key] = Int32(number)
        return number
    }

    mutating func remove(_ number: Int) {
        numbers[groups[number].key] = nil
        groups[number].members = []
        groups[number].serial = 0
        free.append(Int32(number))
    }

    func handle(of number: Int) -> Handle {
        Handle(number: Int32(number), serial: groups[number].serial)
    }

    func isAlive(_ handle: Handle) -> Bool {
        handle.number >= 0 && groups[Int(handle.number)].serial == handle.serial
    }
}
