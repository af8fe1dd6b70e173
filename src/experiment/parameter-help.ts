/** The parameters told to a person: as text for `--help`, as a table for the documentation. */
import { ownersText, type Parameter } from './parameter.ts'
import { ITEM_PARAMETERS, PARAMETERS } from './parameters/index.ts'

function defaultText(parameter: Parameter): string {
  const owners = parameter.schedulers ?? []
  const values = new Set(owners.map((o) => o.default))
  if (values.size === 1) return [...values][0] as string
  if (values.size > 1) return owners.map((o) => `${o.default} (${o.name})`).join(', ')
  return parameter.default ?? `not set: ${parameter.unset ?? ''}`
}

function wrap(text: string, width: number, indent: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => `${indent}${line}`).join('\n')
}

function entry(parameter: Parameter): string {
  const owners = ownersText(parameter)
  const lines = [
    `  ${parameter.path}`,
    wrap(parameter.help, 100, '      '),
    wrap(parameter.type.expected, 100, '      '),
    `      default: ${defaultText(parameter)}`,
    ...(owners === '' ? [] : [`      only for: ${owners}`]),
    wrap(`source: ${parameter.source}`, 100, '      '),
  ]
  return lines.join('\n')
}

/**
 * Every parameter with meaning, accepted values, default, schedulers and source.
 * @param under only those whose path begins so, `cluster` for instance
 */
export function parameterHelp(under = ''): string {
  return [...PARAMETERS, ...ITEM_PARAMETERS]
    .filter((p) => p.path.startsWith(under))
    .map(entry)
    .join('\n\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The same as a Markdown table. */
export function parameterTable(): string {
  const rows = [...PARAMETERS, ...ITEM_PARAMETERS].map((p) => {
    const owners = ownersText(p)
    return `| \`${p.path}\` | ${cell(p.help)}${owners === '' ? '' : `; only for ${cell(owners)}`} | ${cell(p.type.name)} | ${cell(defaultText(p))} | ${cell(p.source)} |`
  })
  return ['| parameter | meaning | type | default | source |', '|---|---|---|---|---|', ...rows].join('\n')
}
