package io.gabion.responders.connectors.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.gabion.responders.connectors.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry as it was read for somebody, and what would lock and unlock it.
 *
 * @param markAttribute that holds our marks among other values
 * @param name that is asked about
 * @param byName whether the entry has it, and was not found by the mark alone
 */
record LdapAccount(Entry entry, String markAttribute, String name, boolean byName) {
    static final Mark MARK = Mark.of("gabion-lock", "was");
    static final String LOCK = "pwdAccountLockedTime";

    private static final String FOR_EVER = "000001010000Z";
    private static final String NONE = "-";

    boolean isMarked() {
        return MARK.isFor(marks(), name);
    }

    /** Until somebody unlocks it. */
    boolean isLocked() {
        return lock().filter(FOR_EVER::equals).isPresent();
    }

    List<Modification> locking() {
        if (isLocked() && MARK.was(marks()).isPresent()) {
            return rewritten(MARK.joined(marks(), name));
        }
        var changes = rewritten(MARK.placed(marks(), lock().orElse(NONE), name));
        lock().ifPresent(before -> changes.add(remove(LOCK, before)));
        changes.add(add(LOCK, FOR_EVER));
        return changes;
    }

    List<Modification> unlocking() {
        var left = MARK.left(marks(), name);
        var changes = rewritten(left);
        var before = MARK.was(marks()).orElse(FOR_EVER);
        // Somebody else's lock, or unlocking, stays; so does ours for as long as it is held under another name.
        if (isLocked() && MARK.was(left).isEmpty() && !before.equals(FOR_EVER)) {
            changes.add(remove(LOCK, FOR_EVER));
            if (!before.equals(NONE)) {
                changes.add(add(LOCK, before));
            }
        }
        return changes;
    }

    List<String> marks() {
        var values = entry.getAttributeValues(markAttribute);
        return values == null ? List.of() : List.of(values);
    }

    private Optional<String> lock() {
        return Optional.ofNullable(entry.getAttributeValue(LOCK));
    }

    /** All of the mark goes and what shall stand comes, so that nothing is done if the mark has changed since. */
    private List<Modification> rewritten(List<String> shall) {
        var changes = new ArrayList<Modification>();
        MARK.of(marks()).forEach(value -> changes.add(remove(markAttribute, value)));
        MARK.of(shall).forEach(value -> changes.add(add(markAttribute, value)));
        return changes;
    }

    private static Modification add(String attribute, String value) {
        return new Modification(ModificationType.ADD, attribute, value);
    }

    private static Modification remove(String attribute, String value) {
        return new Modification(ModificationType.DELETE, attribute, value);
    }
}
