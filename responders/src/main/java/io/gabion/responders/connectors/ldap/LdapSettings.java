package io.gabion.responders.connectors.ldap;

/**
 * @param base below which accounts are looked for
 * @param nameAttribute that holds an account's name, such as {@code uid}
 * @param markAttribute with several values, that the connector may write, such as {@code description}
 * @param realm of the accounts; those of another one are refused
 * @param probe whether a lock is believed only once the directory has said so to a bind: it must answer with the
 *     password-policy control (slapd: {@code ppolicy_use_lockout})
 */
public record LdapSettings(String base, String nameAttribute, String markAttribute, String realm, boolean probe) {}
