import { Component, type ComponentClass, type VNode } from 'preact';
import { sameFields } from './sameFields.js';

/** The part, drawn again only when one of its properties is another: for parts of many elements. */
export function kept<Props extends object>(part: (props: Props) => VNode): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return !sameFields(this.props, next);
    }

    override render(props: Props): VNode {
      return part(props);
    }
  };
}
