/** The page of a report finds Vega in the scripts before its own; here it is bundled. Imported first. */
import * as vega from 'vega'
import * as vegaLite from 'vega-lite'

Object.assign(globalThis, { vega, vegaLite })
