"""Writes the Java sources that follow from the published schemas and from zhun.h.

generate.py [--check]    --check writes nothing and fails where a file would change (the test of drift)

docs/schemas/*.json become records in zhun.document, one file a schema; the enumerations and the
summary of include/zhun.h become enums and a record in zhun. A schema that uses something this program
does not know stops it.
"""
import argparse
import json
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCES = HERE / "src" / "main" / "java" / "zhun"

DOCUMENTS = {"assessment": "AssessmentDocument", "checklist": "ChecklistDocument",
             "parsed-source": "ParsedSource"}

# What one element of such an array is called, where the plural's name without its s does not do.
SINGULARS = {"classes": "FlowClass", "customers": "PayingCustomer", "buyers": "InvoicedBuyer",
             "abnormal": "AbnormalEntry",
             "serious_illegal": "SeriousIllegalEntry", "dishonest": "DishonestEntry",
             "enforced": "EnforcedEntry", "restricted": "RestrictedEntry",
             "litigation": "LitigationEntry", "electricity": "ElectricityMonth",
             "water": "WaterMonth", "gas": "GasMonth", "real_estate": "RealEstateEntry"}
# Components that Java would take for something else.
COMPONENTS = {"class": "flowClass"}

# Forms of text that have a type: pattern -> (type, reader).
FORMS = {r"^-?[0-9]+\.[0-9]{2}$": ("BigDecimal", "amount"),
         "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": ("LocalDate", "date"),
         "^[0-9]{4}-[0-9]{2}$": ("YearMonth", "month"),
         "^[0-9]{2}:[0-9]{2}:[0-9]{2}$": ("LocalTime", "time")}
SIMPLE = {"string": ("String", "text"), "integer": ("long", "integer"),
          "boolean": ("boolean", "truth"), "number": ("BigDecimal", "number")}
IMPORTS = {"BigDecimal": "java.math.BigDecimal", "LocalDate": "java.time.LocalDate",
           "LocalTime": "java.time.LocalTime", "YearMonth": "java.time.YearMonth",
           "Collections": "java.util.Collections", "LinkedHashMap": "java.util.LinkedHashMap",
           "List": "java.util.List", "Map": "java.util.Map", "Optional": "java.util.Optional",
           "OptionalLong": "java.util.OptionalLong"}


def pascal(name):
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[_-]", name))


def camel(name):
    whole = pascal(name)
    return COMPONENTS.get(name, whole[:1].lower() + whole[1:])


def constant(text):
    return re.sub(r"[^A-Za-z0-9]+", "_", text).upper()


def singular(name):
    if name in SINGULARS:
        return SINGULARS[name]
    if name.endswith("ies"):
        return pascal(name[:-3] + "y")
    return pascal(name[:-1] if name.endswith("s") else name)


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")


def javadoc(indent, summary, parameters=()):
    """A comment; parameters are pairs of name and text."""
    text = escape(summary)
    text = text[:1].upper() + text[1:]
    if not text.endswith("."):
        text += "."
    lines = textwrap.wrap(text, 92 - len(indent), break_long_words=False)
    for name, words in parameters:
        lines += ([""] if name == parameters[0][0] else []) + textwrap.wrap(
            f"@param {name} {escape(words)}", 92 - len(indent), subsequent_indent="    ",
            break_long_words=False, break_on_hyphens=False)
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**"] + [f"{indent} * {line}".rstrip() for line in lines] + [f"{indent} */"]


class Union:
    """Several objects of which one is there: a sealed interface."""

    def __init__(self, name, variants):
        self.name = name
        self.variants = variants  # record name -> schema

    def tests(self):
        """(record, Java condition): by a constant member, else by one that no other variant needs."""
        for record, schema in self.variants.items():
            constants = [(name, member["const"]) for name, member in schema["properties"].items()
                         if "const" in member]
            if constants:
                yield record, 'json.is("%s", "%s")' % constants[0]
                continue
            others = [other for key, other in self.variants.items() if key != record]
            unique = [name for name in schema["required"]
                      if not any(name in other["properties"] for other in others)]
            if not unique:
                raise SystemExit(f"nothing tells {record} from the other variants of {self.name}")
            yield record, f'json.has("{unique[0]}")'


class Document:
    """One schema file and the Java file that it becomes."""

    def __init__(self, schema, name):
        self.schema = schema
        self.name = name
        self.definitions = schema.get("definitions", {})
        self.interfaces = {}  # record -> interface that it implements
        self.unions = {}      # frozenset of records -> Union

    def variants_of(self, schemas):
        variants = {}
        for schema in schemas:
            if "$ref" in schema:
                key = schema["$ref"].rsplit("/", 1)[1]
                variants[pascal(key)] = self.definitions[key]
            else:
                variants[pascal(next(iter(schema["properties"])))] = schema
        return variants

    def union(self, name, schemas):
        variants = self.variants_of(schemas)
        for known in self.unions.values():
            if set(variants) <= set(known.variants):
                return known
        union = Union(name, variants)
        self.unions[frozenset(variants)] = union
        for record in variants:
            if record in self.interfaces:
                raise SystemExit(f"{record} is a variant of two unions")
            self.interfaces[record] = name
        return union

    # Each of these gives (type of the component, reader in Json, further arguments, declarations).

    def component(self, owner, name, schema, needed):
        if "$ref" in schema:
            target = self.definitions[schema["$ref"].rsplit("/", 1)[1]]
            if not self.is_record(target):
                return self.component(owner, name, target, needed)
            if target.get("type") == "array":
                return self.array(owner, name, target, needed, pascal(schema["$ref"].rsplit("/", 1)[1]))
            record = pascal(schema["$ref"].rsplit("/", 1)[1])
            return self.wrapped(needed, record, "object", f", {record}::from", [])
        if isinstance(schema.get("const"), bool):
            return self.wrapped(needed, "boolean", "truth", "", [])
        if "const" in schema:
            return "String", "constant", f', "{schema["const"]}"', []
        if "enum" in schema:
            values = [value for value in schema["enum"] if value is not None]
            declaration = self.enumeration(pascal(name), values, schema)
            return self.wrapped(needed and None not in schema["enum"], pascal(name), "word",
                                f", {pascal(name)}::find", [declaration])
        types = schema.get("type", [])
        types = types if isinstance(types, list) else [types]
        needed = needed and "null" not in types
        types = [kind for kind in types if kind != "null"]
        if len(types) != 1:
            return "Optional<Object>", "optionalValue", "", []
        if types[0] in SIMPLE:
            kind, reader = FORMS.get(schema.get("pattern"), SIMPLE[types[0]])
            return self.wrapped(needed, kind, reader, "", [])
        if types[0] == "array":
            return self.array(owner, name, schema, needed, None)
        return self.object(name, schema, needed)

    @staticmethod
    def is_record(schema):
        """Whether a definition becomes a record: an object, or an array of objects."""
        element = schema["items"] if schema.get("type") == "array" else schema
        return isinstance(element, dict) and "properties" in element

    @staticmethod
    def wrapped(needed, kind, reader, arguments, declarations):
        if needed:
            return kind, reader, arguments, declarations
        optional = {"long": "OptionalLong", "boolean": "Optional<Boolean>"}.get(
            kind, f"Optional<{kind}>")
        return optional, "optional" + reader[:1].upper() + reader[1:], arguments, declarations

    def object(self, name, schema, needed):
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            record = pascal(more["$ref"].rsplit("/", 1)[1])
            if not needed:
                raise SystemExit(f"{name}: an optional map is not known here")
            return f"Map<String, {record}>", "objectsByName", f", {record}::from", []
        record = pascal(name)
        return self.wrapped(needed, record, "object", f", {record}::from",
                            [(record, schema, schema.get("description", ""))])

    def array(self, owner, name, schema, needed, item_name):
        item = schema["items"]
        if "$ref" in item and not self.is_record(self.definitions[item["$ref"].rsplit("/", 1)[1]]):
            item = self.definitions[item["$ref"].rsplit("/", 1)[1]]
        if not isinstance(item, dict) or item.get("type") in ("array", "integer", "number"):
            # Geometry: nested lists of numbers, as JSON has them.
            return self.wrapped(needed, "List<Object>", "values", "", [])
        if item.get("type") == "string":
            return self.wrapped(needed, "List<String>", "texts", "", [])
        if "anyOf" in item:
            union = self.union(singular(name), item["anyOf"])
            return self.wrapped(needed, f"List<{union.name}>", "objects", f", {union.name}::from", [])
        if "$ref" in item:
            record = pascal(item["$ref"].rsplit("/", 1)[1])
            return self.wrapped(needed, f"List<{record}>", "objects", f", {record}::from", [])
        if item.get("type") == "object" and "properties" not in item and needed:
            return "List<Map<String, Object>>", "maps", "", []
        if item.get("type") != "object":
            raise SystemExit(f"{owner}.{name}: an array that is not known here")
        record = item_name or singular(name)
        # A definition that is an array declares its element once, where definitions are written.
        declarations = [] if item_name else [(record, item, item.get("description", ""))]
        return self.wrapped(needed, f"List<{record}>", "objects", f", {record}::from", declarations)

    @staticmethod
    def enumeration(name, values, schema):
        return (name, values, schema.get("description", ""))

    def write_enum(self, indent, name, values, description):
        deeper = indent + "  "
        lines = javadoc(indent, description or f"The words of this member of the JSON")
        lines.append(f"{indent}public enum {name} {{")
        for value in values:
            end = ";" if value == values[-1] else ","
            lines += [f"{deeper}/** {{@code {value}}}. */", f'{deeper}{constant(value)}("{value}"){end}']
        lines += ["", f"{deeper}private final String text;", "",
                  f"{deeper}{name}(String text) {{", f"{deeper}  this.text = text;", f"{deeper}}}", "",
                  f"{deeper}/** As the JSON has it. */", f"{deeper}public String text() {{",
                  f"{deeper}  return text;", f"{deeper}}}", "",
                  f"{deeper}static {name} find(String text) {{",
                  f"{deeper}  for ({name} value : values()) {{",
                  f"{deeper}    if (value.text.equals(text)) {{", f"{deeper}      return value;",
                  f"{deeper}    }}", f"{deeper}  }}", f"{deeper}  return null;", f"{deeper}}}",
                  f"{indent}}}"]
        return lines

    def write_record(self, indent, name, schema, description, root=False):
        deeper = indent + "  "
        components, nested = [], []
        for member, member_schema in schema["properties"].items():
            kind, reader, arguments, declarations = self.component(
                name, member, member_schema, member in schema.get("required", []))
            components.append((member, camel(member), kind, reader, arguments,
                               self.describe(member_schema)))
            nested += declarations
        parameters = [(camel_name, words) for _, camel_name, _, _, _, words in components if words]
        lines = javadoc(indent, description or f"One {self.words(name)} of the JSON", parameters)
        implements = f" implements {self.interfaces[name]}" if name in self.interfaces else ""
        lines.append(f"{indent}public record {name}(")
        lines += [f"{deeper}  {kind} {camel_name}{',' if number < len(components) else ''}"
                  for number, (_, camel_name, kind, _, _, _) in enumerate(components, 1)]
        lines[-1] += f"){implements} {{"
        lines += self.copies(deeper, name, components)
        if root:
            lines += [f"{deeper}/**", f"{deeper} * Reads the JSON.", f"{deeper} *",
                      f"{deeper} * @throws zhun.ZhunException FORMAT, with the path of the member that is"
                      " wrong", f"{deeper} */",
                      f"{deeper}public static {name} parse(byte[] utf8) {{",
                      f"{deeper}  return from(Json.parse(utf8));", f"{deeper}}}", ""]
        lines.append(f"{deeper}static {name} from(Json json) {{")
        lines.append(f"{deeper}  return new {name}(")
        lines += [f'{deeper}      json.{reader}("{member}"{arguments})'
                  f"{',' if number < len(components) else ');'}"
                  for number, (member, _, _, reader, arguments, _) in enumerate(components, 1)]
        lines.append(f"{deeper}}}")
        names = [declared[0] for declared in nested]
        if len(set(names)) < len(names):
            raise SystemExit(f"two members of {name} need the same name: {sorted(names)}")
        for declared in nested:
            lines += [""] + self.write_nested(deeper, *declared)
        if root:
            lines += self.write_definitions(deeper)
        return lines + [f"{indent}}}"]

    def write_nested(self, indent, name, what, description):
        if isinstance(what, list):
            return self.write_enum(indent, name, what, description)
        return self.write_record(indent, name, what, description)

    def write_definitions(self, indent):
        lines = []
        for key, schema in self.definitions.items():
            if not self.is_record(schema):
                continue
            target = schema["items"] if schema.get("type") == "array" else schema
            lines += [""] + self.write_record(indent, pascal(key), target,
                                              schema.get("description", ""))
        return lines

    @staticmethod
    def copies(indent, name, components):
        """A compact constructor that copies what a caller could still change; there is often none."""
        copied = []
        for _, camel_name, kind, _, _, _ in components:
            if kind.startswith("List<"):
                copied.append(f"{indent}  {camel_name} = List.copyOf({camel_name});")
            elif kind.startswith("Optional<List<"):
                copied.append(f"{indent}  {camel_name} = {camel_name}.map(List::copyOf);")
            elif kind.startswith("Map<"):
                copied.append(f"{indent}  {camel_name} = "
                              f"Collections.unmodifiableMap(new LinkedHashMap<>({camel_name}));")
        if not copied:
            return []
        return [f"{indent}/** Copies what a caller could still change. */",
                f"{indent}public {name} {{"] + copied + [f"{indent}}}", ""]

    def describe(self, schema):
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[1]]
        return schema.get("description", "")

    @staticmethod
    def words(name):
        return re.sub(r"(?<!^)([A-Z])", lambda match: " " + match.group(1).lower(), name).lower()

    def write_union(self, indent, union, root=False):
        deeper = indent + "  "
        description = (self.schema["title"] + ". " + self.schema.get("description", "") if root
                       else "One of the forms that this element of the JSON has")
        lines = javadoc(indent, description)
        lines.append(f"{indent}public sealed interface {union.name} {{")
        if root:
            lines += [f"{deeper}/**", f"{deeper} * Reads the JSON.", f"{deeper} *",
                      f"{deeper} * @throws zhun.ZhunException FORMAT, with the path of the member that is"
                      " wrong", f"{deeper} */",
                      f"{deeper}static {union.name} parse(byte[] utf8) {{",
                      f"{deeper}  return from(Json.parse(utf8));", f"{deeper}}}", ""]
        return lines

    def java(self):
        if "anyOf" in self.schema:
            body = self.java_of_union()
        else:
            body = self.write_record("", self.name, self.schema, self.schema["title"] + ". " +
                                     self.schema.get("description", ""), root=True)
        return with_head("zhun.document", body)

    def java_of_union(self):
        root = self.union(self.name, self.schema["anyOf"])
        inner = []
        for schema in self.schema["anyOf"]:
            if "$ref" not in schema:
                name = pascal(next(iter(schema["properties"])))
                inner += [""] + self.write_record("  ", name, schema, schema.get("description", ""))
        # Writing the records finds the unions inside them, whose interfaces the records then name.
        self.write_definitions("  ")
        inner += self.write_definitions("  ")
        lines = self.write_union("", root, root=True)
        lines += self.static_reader("  ", root)
        for union in self.unions.values():
            if union is not root:
                lines += [""] + self.write_union("  ", union) + self.static_reader("    ", union)
                lines += ["  }"]
        return lines + inner + ["}"]

    def static_reader(self, indent, union):
        lines = [f"{indent}/** Reads what the JSON has there; for this package. */",
                 f"{indent}private static {union.name} from(Json json) {{"]
        for record, condition in union.tests():
            lines += [f"{indent}  if ({condition}) {{", f"{indent}    return {record}.from(json);",
                      f"{indent}  }}"]
        return lines + [f'{indent}  throw json.wrong("has none of the forms that are known");',
                        f"{indent}}}"]


def with_head(package, body):
    text = "\n".join(body)
    used = sorted(name for word, name in IMPORTS.items() if re.search(rf"\b{word}\b", text))
    head = ["// Written by bindings/java/generate.py: change that, or what it reads, and run it.",
            f"package {package};", ""]
    return "\n".join(head + [f"import {name};" for name in used] + ([""] if used else []) + body) + "\n"


# ---- zhun.h ------------------------------------------------------------------------------------

def comment_of(text):
    return " ".join(text.replace("*\n", "\n").split())


def numbered_enum(name, summary, entries):
    """entries: (constant, number, comment)."""
    lines = javadoc("", summary)
    lines.append(f"public enum {name} {{")
    for index, (word, number, words) in enumerate(entries):
        end = ";" if index == len(entries) - 1 else ","
        lines += javadoc("  ", words or "As its name says") + [f"  {word}({number}){end}"]
    lines += ["", "  private final int number;", "", f"  {name}(int number) {{",
              "    this.number = number;", "  }", "", "  /** As in {@code zhun.h}. */",
              "  public int number() {", "    return number;", "  }", "",
              f"  static {name} ofNumber(long number) {{", f"    for ({name} value : values()) {{",
              "      if (value.number == number) {", "        return value;", "      }", "    }",
              f'    throw new IllegalStateException("the library knows a {name} more than the jar: "'
              " + number);", "  }", "}"]
    return with_head("zhun", lines)


def enum_entries(header, prefix):
    pattern = rf"\bZHUN_({prefix}\w+) =\s*(-?\d+),?[ \t]*\n?[ \t]*(?:/\*(.*?)\*/)?"
    return [(word, int(number), comment_of(words or ""))
            for word, number, words in re.findall(pattern, header, re.S)]


def status(header):
    names = dict(re.findall(r'\{ZHUN_(E\w+), "(\w+)"\}',
                            (ROOT / "capi" / "library.cpp").read_text(encoding="utf-8")))
    entries = [(constant(names[word]), number, words)
               for word, number, words in enum_entries(header, "E")]
    return numbered_enum("Status", "What kind of thing went wrong; the numbers never change.", entries)


def summary(header):
    body = re.search(r"typedef struct zhun_summary \{(.*?)\} zhun_summary;", header, re.S).group(1)
    fields = re.findall(r"(\w+) (\w+)(?:\[\d+\])?;[ \t]*(?:/\*(.*?)\*/)?", body, re.S)
    components, readers, parameters = [], [], []
    for kind, name, words in fields:
        if name == "struct_size":
            continue
        figure = f"figures[{len(components)}]"
        java, reader = {"zhun_decision": ("Decision", f"Decision.ofNumber({figure})"),
                        "char": ("String", f"text({figure})"),
                        "int32_t": ("int", f"(int) {figure}"),
                        "int64_t": ("long", figure), "uint32_t": ("long", figure)}[kind]
        components.append(f"    {java} {camel(name)}")
        readers.append(f"        {reader}")
        parameters.append((camel(name), comment_of(words) or f"the {name.replace('_', ' ')}"))
    lines = javadoc("", "The few figures that a host branches on; everything else is in the document.",
                    parameters)
    lines += ["public record Summary("] + [line + "," for line in components[:-1]]
    lines += [components[-1] + ") {", "  static Summary of(long[] figures) {", "    return new Summary("]
    lines += [line + "," for line in readers[:-1]] + [readers[-1] + ");", "  }", "",
              "  /** The characters of a char array of C, which travels as one number. */",
              "  private static String text(long packed) {",
              "    StringBuilder letters = new StringBuilder();",
              "    for (int shift = 24; shift >= 0; shift -= 8) {",
              "      char letter = (char) (packed >> shift & 0xff);", "      if (letter == 0) {",
              "        break;", "      }", "      letters.append(letter);", "    }",
              "    return letters.toString();", "  }", "}"]
    return with_head("zhun", lines)


def outputs():
    header = (ROOT / "include" / "zhun.h").read_text(encoding="utf-8")
    files = {"Status.java": status(header), "Summary.java": summary(header)}
    for name, prefix, words in (
            ("Masking", "MASKING_", "What of identities is shown in everything that an assessment renders"),
            ("Decision", "DECISION_", "What is proposed; a person decides")):
        entries = [(word[len(prefix):], number, comment)
                   for word, number, comment in enum_entries(header, prefix)]
        files[f"{name}.java"] = numbered_enum(name, words, entries)
    for stem, name in DOCUMENTS.items():
        schema = json.loads((ROOT / "docs" / "schemas" / f"{stem}.schema.json").read_text("utf-8"))
        files[f"document/{name}.java"] = Document(schema, name).java()
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    for name, text in outputs().items():
        path = SOURCES / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{path.relative_to(ROOT)} does not follow from its schema or header any more")
        else:
            path.write_text(text, encoding="utf-8")
    if check and stale:
        print("run python3 bindings/java/generate.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
