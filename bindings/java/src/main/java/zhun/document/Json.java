package zhun.document;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import zhun.Place;
import zhun.Status;
import zhun.ZhunException;

/** A JSON object and the path to it: what the generated records read their components from. */
final class Json {
  private final Map<String, Object> members;
  private final String path;

  private Json(Map<String, Object> members, String path) {
    this.members = members;
    this.path = path;
  }

  static Json parse(byte[] utf8) {
    return object(JsonText.parse(utf8), "");
  }

  @SuppressWarnings("unchecked") // JsonText makes no other maps.
  private static Json object(Object value, String path) {
    if (!(value instanceof Map)) {
      throw wrong(path, "is not an object");
    }
    return new Json((Map<String, Object>) value, path);
  }

  private static ZhunException wrong(String path, String what) {
    Place place = new Place("", 0, 0, 0, path.isEmpty() ? "/" : path);
    return new ZhunException(Status.FORMAT, place, "this member " + what);
  }

  ZhunException wrong(String what) {
    return wrong(path, what);
  }

  private String path(String name) {
    return path + "/" + name;
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** True when the member is that text: how the variants of a union are told apart. */
  boolean is(String name, String text) {
    return text.equals(members.get(name));
  }

  private <T> T required(String name, Class<T> type) {
    Object value = members.get(name);
    if (value == null) {
      throw wrong(path(name), "is missing");
    }
    if (!type.isInstance(value)) {
      throw wrong(path(name), "is not of its type");
    }
    return type.cast(value);
  }

  /** Absent and null are the same. */
  private <T> Optional<T> optional(String name, Function<String, T> read) {
    return members.get(name) == null ? Optional.empty() : Optional.of(read.apply(name));
  }

  private <T> T convert(String name, Function<String, T> conversion) {
    String text = text(name);
    try {
      return conversion.apply(text);
    } catch (DateTimeException | NumberFormatException broken) {
      throw wrong(path(name), "is not in its form");
    }
  }

  String text(String name) {
    return required(name, String.class);
  }

  Optional<String> optionalText(String name) {
    return optional(name, this::text);
  }

  String constant(String name, String wanted) {
    String text = text(name);
    if (!text.equals(wanted)) {
      throw wrong(path(name), "is not what this version of zhun reads");
    }
    return text;
  }

  long integer(String name) {
    return required(name, Long.class);
  }

  OptionalLong optionalInteger(String name) {
    return members.get(name) == null ? OptionalLong.empty() : OptionalLong.of(integer(name));
  }

  boolean truth(String name) {
    return required(name, Boolean.class);
  }

  Optional<Boolean> optionalTruth(String name) {
    return optional(name, this::truth);
  }

  /** A number of the JSON, with or without decimals. */
  BigDecimal number(String name) {
    Number number = required(name, Number.class);
    return number instanceof Long ? BigDecimal.valueOf((Long) number) : (BigDecimal) number;
  }

  Optional<BigDecimal> optionalNumber(String name) {
    return optional(name, this::number);
  }

  BigDecimal amount(String name) {
    return convert(name, BigDecimal::new);
  }

  Optional<BigDecimal> optionalAmount(String name) {
    return optional(name, this::amount);
  }

  LocalDate date(String name) {
    return convert(name, LocalDate::parse);
  }

  Optional<LocalDate> optionalDate(String name) {
    return optional(name, this::date);
  }

  YearMonth month(String name) {
    return convert(name, YearMonth::parse);
  }

  Optional<LocalTime> optionalTime(String name) {
    return optional(name, member -> convert(member, LocalTime::parse));
  }

  /** One of the generated enums; {@code find} answers null for an unknown text. */
  <T> T word(String name, Function<String, T> find) {
    T found = find.apply(text(name));
    if (found == null) {
      throw wrong(path(name), "is not a word that this version of zhun knows");
    }
    return found;
  }

  <T> Optional<T> optionalWord(String name, Function<String, T> find) {
    return optional(name, member -> word(member, find));
  }

  /** Whatever JSON has there, as Java's own unmodifiable values. */
  Optional<Object> optionalValue(String name) {
    return Optional.ofNullable(members.get(name));
  }

  <T> T object(String name, Function<Json, T> read) {
    return read.apply(object(required(name, Map.class), path(name)));
  }

  <T> Optional<T> optionalObject(String name, Function<Json, T> read) {
    return optional(name, member -> object(member, read));
  }

  <T> List<T> objects(String name, Function<Json, T> read) {
    List<T> elements = new ArrayList<>();
    for (Object element : required(name, List.class)) {
      elements.add(read.apply(object(element, path(name) + "/" + elements.size())));
    }
    return Collections.unmodifiableList(elements);
  }

  <T> Optional<List<T>> optionalObjects(String name, Function<Json, T> read) {
    return optional(name, member -> objects(member, read));
  }

  List<String> texts(String name) {
    List<String> elements = new ArrayList<>();
    for (Object element : required(name, List.class)) {
      if (!(element instanceof String)) {
        throw wrong(path(name) + "/" + elements.size(), "is not a text");
      }
      elements.add((String) element);
    }
    return Collections.unmodifiableList(elements);
  }

  Optional<List<String>> optionalTexts(String name) {
    return optional(name, this::texts);
  }

  /** Whatever the elements are, as Java's own unmodifiable values. */
  @SuppressWarnings("unchecked") // JsonText makes no other lists.
  List<Object> values(String name) {
    return (List<Object>) required(name, List.class);
  }

  Optional<List<Object>> optionalValues(String name) {
    return optional(name, this::values);
  }

  /** Objects of which the schema says nothing more. */
  List<Map<String, Object>> maps(String name) {
    return objects(name, object -> object.members);
  }

  /** Objects by name, in the order of the document. */
  <T> Map<String, T> objectsByName(String name, Function<Json, T> read) {
    Json named = object(required(name, Map.class), path(name));
    Map<String, T> objects = new LinkedHashMap<>();
    for (String key : named.members.keySet()) {
      objects.put(key, named.object(key, read));
    }
    return Collections.unmodifiableMap(objects);
  }
}
