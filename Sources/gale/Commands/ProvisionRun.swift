import Crypto
import Identities
import Reactor
import Reports

/// One run of `gale provision`: makes, changes and shows a file, in that order.
struct Provisioning {
    let options: ProvisionOptions
    let path: String
    /// Seconds since 1970.
    let now: Int64
    /// Nil where nothing takes long that could be left by halves.
    let interrupt: Interrupt?

    init(_ options: ProvisionOptions) {
        self.options = options
        path = options.file ?? ""
        now = WallClock.now().milliseconds / 1000
        interrupt = options.makes || options.export != nil ? Interrupt() : nil
    }

    func run() throws -> ExitCode {
        do {
            if options.makes, !options.adds { try create() }
            try use()
            return .allWell
        } catch let error as IdentityError {
            throw Failure(error)
        }
    }

    /// Certificates begin an hour ago: clocks of devices and brokers differ.
    private var start: Int64 { now - 3600 }

    /// When certificates of things are valid.
    var validity: Range<Int64> { start..<now + Int64(options.days ?? 365) * 86_400 }

    private var longValidity: Range<Int64> {
        IdentitySet.longValidity(at: now, beyond: validity)
    }

    private func create() throws {
        guard options.replaces || !SecretFile.isThere(path) else {
            throw Failure(
                .badInput,
                "\(path) is there already; --add makes more things in it, --force replaces it")
        }
        let made = try SecretFile.makeFolder(of: path)
        do {
            let began = EpollLoop.clock()
            let draft = try IdentityDraft(of: path, replacing: options.replaces)
            let signers = try Signers(in: options.authority, at: now, validFor: longValidity)
            try draft.set.establish(
                signers.lineage, keepsRootKey: options.authority == nil, at: now)
            try makeServer(in: draft.set)
            let counts = try fill(draft.set)
            try signers.write()
            try draft.keep()
            try tell(counts, since: began, of: draft.set)
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
    }

    private func makeServer(in set: IdentitySet) throws {
        do {
            try set.makeServer(hosts: options.hosts, validFor: longValidity)
        } catch {
            guard error.fault == .input, !options.hosts.isEmpty else { throw error }
            throw UsageError("--host: \(error.message)")
        }
    }

    /// What was made, for the console.
    private struct Made {
        var sheet: SheetCounts?
        var issued = 0
    }

    /// Makes the things of --devices and of --from.
    private func fill(_ set: IdentitySet) throws -> Made {
        var made = Made()
        if let devices = options.devices {
            var batch = Batch(
                count: devices, name: try options.template ?? Template(parsing: "thing-{id}"),
                validity: validity)
            batch.groups = options.groups
            batch.attributes = options.attributes
            let progress = ProgressLine(of: devices)
            try set.make(batch) { goesOn($0, progress) }
            made.issued += devices
        }
        if let sheet = options.sheet {
            let counts = try take(sheet, into: set)
            made.sheet = counts
            made.issued += counts.issued
        }
        return made
    }

    /// - Parameter began: when the work began, on the loop's clock.
    private func tell(_ made: Made, since began: Int64, of set: IdentitySet) throws {
        let seconds = max(Double(EpollLoop.clock() - began) / 1e9, 1e-6)
        if let sheet = made.sheet { print(sheet.line(of: options.sheet ?? "")) }
        guard made.issued > 0 else { return }
        let rate = Figure.count(Int(Double(made.issued) / seconds))
        print(
            "\(Figure.count(made.issued, "certificate")) in \(Figure.duration(seconds: seconds)): "
                + "\(rate)/s")
        let authority = try set.authorityChain.min { $0.notAfter < $1.notAfter }
        if let authority, authority.notAfter < validity.upperBound {
            print(
                "“\(authority.subject)” ends \(WallClock.text(of: authority.notAfter)), before the "
                    + "certificates that it signed")
        }
    }

    private func take(_ sheet: String, into set: IdentitySet) throws -> SheetCounts {
        let bytes = try TextFile.bytes(of: sheet)
        let slash = sheet.lastIndex(of: "/")
        let folder = slash.map { String(sheet[...$0]) } ?? ""
        let progress = ProgressLine(of: nil)
        return try set.take(
            bytes, of: sheet, issuing: options.issues ? validity : nil, at: now,
            reading: { name throws(IdentityError) in
                do throws(Failure) {
                    return try SecretFile.read(name.hasPrefix("/") ? name : folder + name)
                } catch {
                    throw IdentityError(error.message)
                }
            },
            goesOn: { taken in goesOn(taken, progress) })
    }

    /// Whether nobody asked to stop.
    func goesOn(_ done: Int, _ progress: ProgressLine) -> Bool {
        progress.show(done)
        return !(interrupt?.comes(within: .zero) ?? false)
    }

    /// Changes the file that is there, and shows of it what was asked for.
    private func use() throws {
        let changes = options.adds || options.changes
        guard SecretFile.isThere(path) else {
            throw Failure(
                .badInput, "\(path) is not there; --devices N or --from CSV would make it")
        }
        let set = try IdentitySet(opening: path, changing: changes)
        if options.adds {
            let began = EpollLoop.clock()
            let made = try fill(set)
            try tell(made, since: began, of: set)
        }
        try change(set)
        try show(set)
    }

    private func change(_ set: IdentitySet) throws {
        let renewed = try names(options.renewed, in: set)
        if !renewed.isEmpty {
            try set.renew(renewed, validFor: validity, at: now)
            print("\(Figure.count(renewed.count, "certificate")) renewed")
        }
        let revoked = try names(options.revoked, in: set)
        if !revoked.isEmpty {
            let count = try set.revoke(revoked, at: now)
            print("\(Figure.count(count, "certificate")) revoked")
        }
    }

    /// Takes lists of names apart, but for what is a name with commas in it.
    private func names(_ lists: [String], in set: IdentitySet) throws -> [String] {
        try lists.flatMap { list in
            try set.thing(named: list) == nil
                ? list.split(separator: ",").map(String.init) : [list]
        }
    }

    private func show(_ set: IdentitySet) throws {
        if let list = options.list { try writeList(of: set, to: list) }
        if let folder = options.export { try export(set, to: folder) }
        if options.lists {
            try set.eachLine { line in print(line.text(at: now)) }
        } else if options.list == nil, options.export == nil {
            let account = try set.account(at: now)
            print(account, terminator: "")
        }
    }

    private func writeList(of set: IdentitySet, to place: String) throws {
        let list = try set.revocationList(at: now)
        let text = ([list] + (try set.revocationListsAbove)).map(\.pem).joined()
        let made = try SecretFile.makeFolder(of: place)
        do {
            try SecretFile.write(text, to: place, isSecret: false, replacing: options.replaces)
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
        print("\(place): \(Figure.count(list.serials.count, "certificate")) revoked")
    }
}

extension Failure {
    init(_ error: IdentityError) {
        let code: ExitCode =
            switch error.fault {
            case .input: .badInput
            case .world: .ourFault
            case .interrupted: .interrupted
            }
        self.init(code, error.message)
    }
}
